import { CLOCK_TOLERANCE_MS, Rejection, type Fault, type Meta } from '@fieldledger/kernel';

/**
 * Of a gift, and of whatever becomes of one. A day begins somewhere on earth 14 hours before it does in Greenwich.
 * @throws Rejection `date-out-of-range`
 */
export function refuseUnlikelyDay(day: string, field: string, meta: Meta, establishedOn?: string): void {
  if (isToCome(day, meta.receivedAt)) throw outOfRange(day, field, meta);
  if (establishedOn !== undefined && day < establishedOn) {
    throw new Rejection('invalid', 'date-out-of-range', `The committee was established on ${establishedOn}; nobody can have given before. Correct the day, or the committee's definition.`, at(field, `must not be before ${establishedOn}`));
  }
}

/** @throws Rejection `date-out-of-range` */
export function refuseMomentToCome(moment: string, field: string, meta: Meta): void {
  if (Date.parse(moment) > Date.parse(meta.receivedAt) + CLOCK_TOLERANCE_MS) throw outOfRange(moment, field, meta);
}

function outOfRange(told: string, field: string, { receivedAt }: Meta): Rejection {
  return new Rejection('invalid', 'date-out-of-range', `It is dated ${told}, which is after now: the server's time is ${receivedAt}. Correct the day, or send it when it has happened.`, { serverTime: receivedAt, ...at(field, 'must not be in the future') });
}

/** Whether a day has begun nowhere yet. Most are long past, and need no look at the clock's zones. */
function isToCome(day: string, receivedAt: string): boolean {
  return day > receivedAt.slice(0, 10) && day > new Date(Date.parse(receivedAt) + EARLIEST_ZONE_MS + CLOCK_TOLERANCE_MS).toISOString().slice(0, 10);
}

const EARLIEST_ZONE_MS = 14 * 3_600_000;
const at = (field: string, problem: string): { faults: Fault[] } => ({ faults: [{ field, problem }] });
