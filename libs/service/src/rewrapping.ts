import type { Tell } from '@fieldledger/kernel';
import type { Vault } from '@fieldledger/privacy';

/** Wraps every key anew, beside whatever else is done, where the key-encryption key replaces another. */
export function startRewrapping(vault: Vault, tell: Tell): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const done = vault.rewrap(stopping.signal).then(
    (count) => {
      if (count === undefined || stopping.signal.aborted) return;
      tell(count > 0
        ? `${count} keys were wrapped by the key-encryption key before: they are wrapped by the present one now. When every app has been started with it, start this one once more.`
        : 'No key is wrapped by the key-encryption key before: take it away. Whoever restores an older backup needs it again.');
    },
    (error: Error) => tell(`The keys of persons could not be wrapped anew (${error.message}). What the key-encryption key before has wrapped is opened with it still; the next start goes on.`, 'warn'),
  );
  return {
    stop() {
      stopping.abort();
      return done;
    },
  };
}
