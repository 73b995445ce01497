import { isMoment } from '@fieldledger/local-time';
import { Temporal } from 'temporal-polyfill';
import { instantFrom } from '../local-time.js';
import { RowFault } from '../source.js';
import { shownValue } from '../shown-value.js';
import { LineitemFault } from './lineitem-fault.js';

/** ActBlue's files write times without a zone and mean this one (secure.actblue.com/docs/report_builder, "Paid At"); its webhooks name an offset. */
const EASTERN = 'America/New_York';

/** The instant of a time, to the second: that is all that the files tell. A spreadsheet may have given it slashes, which put the month first in this zone. @throws LineitemFault `bad-time`, `time-skipped`, `time-twice` */
export function easternInstant(text: string, place: string): string {
  try {
    const instant = instantFrom(text, EASTERN, 'month-first', 'it').replace(/\.\d+Z$/, 'Z');
    if (isMoment(instant)) return instant;
  } catch (error) {
    if (error instanceof RowFault) throw new LineitemFault(error.code, place, `cannot be used: ${error.message.replace(/^it: |\.$/g, '')}${error.code === 'bad-time' ? `; ${shownValue(text)}` : ''}`);
    throw error;
  }
  throw new LineitemFault('bad-time', place, `cannot be used: it is of no year of this century or the last; ${shownValue(text)}`);
}

/** The day of a time in ActBlue's zone, whoever tells it; it is clear also in the hour that the clocks show twice. @throws LineitemFault as above */
export function easternDay(text: string, place: string): string {
  const [, local] = /^(\d{4}-\d\d-\d\d)(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?$/.exec(text) ?? [];
  const instant = easternInstant(local ?? text, place);
  return local ?? Temporal.Instant.from(instant).toZonedDateTimeISO(EASTERN).toPlainDate().toString();
}
