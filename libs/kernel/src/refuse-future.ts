import type { Meta } from './event.js';
import { Rejection } from './rejection.js';

/** Clocks differ by so much. */
export const CLOCK_TOLERANCE_MS = 5 * 60_000;

/** What has happened did not happen in the future. @param field where it is told @throws Rejection `told-in-future` */
export function refuseFuture(at: string, field: string, { receivedAt }: Pick<Meta, 'receivedAt'>): void {
  if (Date.parse(at) <= Date.parse(receivedAt) + CLOCK_TOLERANCE_MS) return;
  throw new Rejection('invalid', 'told-in-future', `It is dated ${at}, which is after now: the server's time is ${receivedAt}. Look at the sending device's clock, or send it when it has happened.`, {
    serverTime: receivedAt, faults: [{ field, problem: 'is more than 5 minutes in the future' }],
  });
}
