import { Rejection, type Meta } from '@fieldledger/kernel';
import { refuseUnlikelyDay } from './unlikely-day.js';

const at = (receivedAt: string) => ({ receivedAt }) as Meta;

describe('a day that a gift is dated', () => {
  it.each([
    ['2026-08-15T12:00:00.000Z', '2026-08-15'],
    ['2026-08-15T10:00:00.000Z', '2026-08-16'], // On Kiritimati, it has just begun.
    ['2026-08-15T09:55:00.000Z', '2026-08-16'], // So says a clock that is five minutes fast.
    ['2026-08-15T23:59:59.999Z', '2026-08-16'],
  ])('is taken at %s if it is %s: it has begun somewhere', (receivedAt, day) => {
    expect(() => refuseUnlikelyDay(day, 'receivedOn', at(receivedAt))).not.toThrow();
  });

  it.each([
    ['2026-08-15T09:54:59.999Z', '2026-08-16'],
    ['2026-08-15T23:59:59.999Z', '2026-08-17'],
  ])('is refused at %s if it is %s: it has begun nowhere', (receivedAt, day) => {
    expect(() => refuseUnlikelyDay(day, 'receivedOn', at(receivedAt))).toThrow(new Rejection('invalid', 'date-out-of-range', `It is dated ${day}, which is after now: the server's time is ${receivedAt}. Correct the day, or send it when it has happened.`));
  });
});
