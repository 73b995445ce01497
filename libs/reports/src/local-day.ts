/**
 * The calendar day (YYYY-MM-DD) of an instant in an IANA zone. One look-up per zone and quarter hour serves every attempt
 * in it, since asking Intl each time would cost more than the whole fold. The few quarter hours within which the day turns
 * or the clocks change (Newfoundland's did at a minute past midnight until 2011) are looked up by the instant.
 */
export function localDay(instant: string, zone: string): string {
  const milliseconds = Date.parse(instant);
  const quarter = Math.floor(milliseconds / QUARTER_HOUR);
  let days = zones.get(zone);
  if (!days) zones.set(zone, (days = new Map()));
  let day = days.get(quarter);
  if (day === undefined) {
    day = dayThroughout(quarter * QUARTER_HOUR, zone);
    if (days.size >= 100_000) days.clear();
    days.set(quarter, day);
  }
  return day ?? dayAt(milliseconds, offsetOf(milliseconds, zone));
}

const QUARTER_HOUR = 900_000;
/** By zone, the day of each quarter hour; null where there is no one day. */
const zones = new Map<string, Map<number, string | null>>();

function dayThroughout(from: number, zone: string): string | null {
  const until = from + QUARTER_HOUR - 1_000;
  const offset = offsetOf(from, zone);
  const day = dayAt(from, offset);
  return offset === offsetOf(until, zone) && day === dayAt(until, offset) ? day : null;
}

const dayAt = (milliseconds: number, offset: number): string => new Date(milliseconds + offset).toISOString().slice(0, 10);

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
