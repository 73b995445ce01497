import { setTimeout as pause } from 'node:timers/promises';

/** What `open` opens, as soon as the servers that it needs are there again. */
export async function opened(open) {
  for (;;) {
    try {
      return await open();
    } catch {
      await pause(50);
    }
  }
}
