/**
 * The calendar day (YYYY-MM-DD) of an instant in an IANA zone. One look-up per zone and quarter hour serves every attempt
 * in it, since asking Intl each time would cost more than the whole fold. The few quarter hours within which the clocks
 * change (Newfoundland's did at a minute past midnight until 2011) are looked up by the instant.
 */
export function localDay(instant: string, zone: string): string {
  const milliseconds = Date.parse(instant);
  const quarter = Math.floor(milliseconds / QUARTER_HOUR);
  const name = `${zone} ${quarter}`;
  let offset = offsets.get(name);
  if (offset === undefined) {
    const [first, last] = [offsetOf(quarter * QUARTER_HOUR, zone), offsetOf((quarter + 1) * QUARTER_HOUR - 1_000, zone)];
    offset = first === last ? first : null;
    if (offsets.size >= 100_000) offsets.clear();
    offsets.set(name, offset);
  }
  return new Date(milliseconds + (offset ?? offsetOf(milliseconds, zone))).toISOString().slice(0, 10);
}

const QUARTER_HOUR = 900_000;
/** Null where the offset changes within the quarter hour. */
const offsets = new Map<string, number | null>();
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
