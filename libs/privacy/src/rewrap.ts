import { setImmediate as breath } from 'node:timers/promises';
import type { KeyEncryptionKey } from './key-encryption-key.js';
import { purposeOf } from './key-purposes.js';
import type { KeyRows, WrappedKey } from './key-rows.js';

const PAGE = 1_000;

/**
 * Wraps by the present key-encryption key whatever the one before it has wrapped, in pages. Interrupted, it is begun anew and
 * finds the rest; a key that is destroyed meanwhile stays so.
 * @returns how many there were
 */
export async function rewrap(rows: KeyRows, kek: KeyEncryptionKey, signal: AbortSignal): Promise<number> {
  let changed = await exchange(rows, kek, await rows.wrappedForAll());
  for (let last: WrappedKey | undefined; !signal.aborted; await breath()) {
    const page = await rows.wrappedForPersons(last, PAGE);
    changed += await exchange(rows, kek, page);
    if (page.length < PAGE) break;
    last = page.at(-1);
  }
  return changed;
}

async function exchange(rows: KeyRows, kek: KeyEncryptionKey, page: readonly WrappedKey[]): Promise<number> {
  const changes = page.flatMap((key) => {
    const anew = kek.rewrapped(key.wrapped, purposeOf(key));
    return anew === undefined ? [] : [{ key, anew }];
  });
  if (changes.length > 0) await rows.exchange(changes);
  return changes.length;
}
