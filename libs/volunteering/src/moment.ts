import { Rejection, type Meta } from '@fieldledger/kernel';

/** An instant in UTC, however it was written. */
export const instant = (text: string): string => new Date(text).toISOString();

/** Clocks differ by so much. */
const TOLERANCE_MS = 5 * 60_000;

/** What has happened did not happen in the future. @throws Rejection `told-in-future` */
export function refuseFuture(at: string, field: string, { receivedAt }: Meta): void {
  if (Date.parse(at) <= Date.parse(receivedAt) + TOLERANCE_MS) return;
  throw new Rejection('invalid', 'told-in-future', `It is dated after now. The server's time is ${receivedAt}. Look at the sending device's clock, or send it when it has happened.`, {
    serverTime: receivedAt, faults: [{ field, problem: 'is more than 5 minutes in the future' }],
  });
}
