import { setTimeout as sleep } from 'node:timers/promises';
import { answerOf, type Client } from './client.js';

const OVER: readonly string[] = ['ready', 'finished', 'failed', 'cancelled'];
const [FIRST_LOOK_MS, LONGEST_LOOK_MS] = [25, 500];

/**
 * Asks after what the server has under way, by the path where that is told, until it is over.
 * @param far how far it has come, for whoever waits: told whenever it is another
 */
export async function whenOver<S extends { readonly state: string }>(client: Client, path: string, far: (status: S) => string | undefined = () => undefined): Promise<S> {
  for (let [before, pause] = ['', FIRST_LOOK_MS]; ; pause = Math.min(2 * pause, LONGEST_LOOK_MS)) {
    const status = await answerOf<S>(await client.request('GET', path));
    if (OVER.includes(status.state)) return status;
    const now = far(status) ?? '';
    if (now !== before) console.error(now);
    before = now;
    await sleep(pause);
  }
}
