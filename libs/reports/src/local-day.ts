/**
 * The calendar day (YYYY-MM-DD) of an instant in an IANA zone. A day begins at a whole minute, so one look-up serves every
 * attempt of a minute; and offsets change at whole quarter hours, so that Intl, which costs more than a whole fold, is
 * asked once for all attempts within one.
 */
export function localDay(instant: string, zone: string): string {
  const minute = `${zone} ${instant.slice(0, 16)}`;
  let day = days.get(minute);
  if (day === undefined) {
    day = dayOf(Date.parse(instant), zone);
    if (days.size >= 100_000) days.clear();
    days.set(minute, day);
  }
  return day;
}

const days = new Map<string, string>();

function dayOf(milliseconds: number, zone: string): string {
  const quarter = Math.floor(milliseconds / QUARTER_HOUR);
  const name = `${zone} ${quarter}`;
  let offset = offsets.get(name);
  if (offset === undefined) {
    offset = offsetOf(quarter * QUARTER_HOUR, zone);
    if (offsets.size >= 100_000) offsets.clear();
    offsets.set(name, offset);
  }
  return new Date(milliseconds + offset).toISOString().slice(0, 10);
}

const QUARTER_HOUR = 900_000;
const offsets = new Map<string, number>();
const formats = new Map<string, Intl.DateTimeFormat>();

function offsetOf(milliseconds: number, zone: string): number {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
    });
    formats.set(zone, format);
  }
  const part = Object.fromEntries(format.formatToParts(milliseconds).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(part.year!, part.month! - 1, part.day!, part.hour!, part.minute!, part.second!) - milliseconds;
}
