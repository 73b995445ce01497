import { zonedTime } from '@fieldledger/local-time';
import { Rejection } from '@fieldledger/kernel';
import { instant } from './moment.js';

const HAS_OFFSET = /(?:Z|[+-]\d\d:\d\d)$/;

/**
 * Between which instants a shift lies.
 * @throws Rejection `local-time-does-not-exist`, `local-time-ambiguous`, `shift-end-before-start`, `no-such-time`
 */
export function shiftTimes({ starts, ends, zone }: { readonly starts: string; readonly ends: string; readonly zone: string }, at = ''): { readonly startsAt: string; readonly endsAt: string } {
  const [startsAt, endsAt] = [instantOf(starts, zone, `${at}/starts`), instantOf(ends, zone, `${at}/ends`)];
  refuseBackwards(startsAt, endsAt, `${at}/ends`);
  return { startsAt, endsAt };
}

/** @throws Rejection `shift-end-before-start` */
export function refuseBackwards(startsAt: string, endsAt: string, field: string): void {
  if (endsAt > startsAt) return;
  throw new Rejection('invalid', 'shift-end-before-start', `The shift would end at ${endsAt}, which is not after its start at ${startsAt}. A shift over midnight ends on the next day.`, {
    faults: [{ field, problem: 'must be after the start' }],
  });
}

function instantOf(text: string, zone: string, field: string): string {
  const hasOffset = HAS_OFFSET.test(text);
  let time: ReturnType<typeof zonedTime>;
  try {
    // JavaScript would make the 2nd of March of a 30th of February, also with an offset.
    time = hasOffset ? zonedTime(text.replace(HAS_OFFSET, ''), 'UTC') : zonedTime(text, zone);
  } catch {
    throw noSuchTime(field);
  }
  if (hasOffset) return instant(text);
  if ('instant' in time) return instant(time.instant);
  const [slug, what] = time.problem === 'skipped' ? ['local-time-does-not-exist', `skipped ${text}`] : ['local-time-ambiguous', `showed ${text} twice`];
  throw new Rejection('invalid', slug, `The clocks in ${zone} ${what}. Write ${time.neighbours.join(' or ')}.`, {
    neighbours: time.neighbours, faults: [{ field, problem: `must be one of ${time.neighbours.join(' and ')}` }],
  });
}

const noSuchTime = (field: string) =>
  new Rejection('invalid', 'no-such-time', 'There is no such day. Write a local time such as 2026-10-03T10:00.', { faults: [{ field, problem: 'must be a time of a day that exists' }] });
