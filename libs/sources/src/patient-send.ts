import { setTimeout as sleep } from 'node:timers/promises';
import { Unavailable } from '@fieldledger/kernel';
import type { SendItems } from './item-outcome.js';

/** Waits so many milliseconds. */
export type Wait = (milliseconds: number) => Promise<unknown>;

/** About four minutes in all: longer than a restart of the server, shorter than a coffee break. */
const TRIES = 12;
const LONGEST_WAIT_SECONDS = 30;

/** Sends a batch with patience. @throws Error that says how to go on, when the server stays away or answers for other rows */
export function patientSend(send: SendItems, wait?: Wait): SendItems {
  return async (door, items) => {
    const outcomes = await patiently(() => send(door, items), wait);
    if (outcomes.length === items.length) return outcomes;
    throw new Error(`The server answered for ${outcomes.length} of ${items.length} rows. Is it really Fieldledger's?`);
  };
}

/**
 * Asks, and asks again after a while when the server wants one. A repeat is safe even when the first may have been
 * stored: the ids are the same, so it is answered `same`.
 * @throws Error that says how to go on, when the server stays away
 */
export async function patiently<T>(ask: () => Promise<T>, wait: Wait = sleep): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      if (tries === TRIES) throw new Error(`The server could not take the rows after ${TRIES} tries (${error.slug}: ${error.message}).`, { cause: error });
      await wait(1000 * Math.min(LONGEST_WAIT_SECONDS, Math.max(error.retryAfterSeconds, 2 ** (tries - 1) / 2)));
    }
  }
}
