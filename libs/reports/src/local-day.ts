/**
 * The calendar day (YYYY-MM-DD) of an instant in an IANA zone. Offsets change at whole quarter hours, so one look-up
 * per zone and quarter hour serves every attempt in it: asking Intl each time would cost more than the whole fold.
 */
export function localDay(instant: string, zone: string): string {
  const milliseconds = Date.parse(instant);
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
