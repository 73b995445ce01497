import { Temporal } from 'temporal-polyfill';

/** How the tz database names zones. */
export const ZONE = /^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/;

const zones = new Map<string, string | null>();

/** A zone as the tz database writes it, under the name that was given and no other of the same clocks; null where there is none. */
export function zoneSpelled(text: string): string | null {
  let spelled = zones.get(text);
  if (spelled === undefined) {
    spelled = ZONE.test(text) ? knownToClocks(text) : null;
    if (zones.size < 10_000) zones.set(text, spelled);
  }
  return spelled;
}

function knownToClocks(zone: string): string | null {
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone).timeZoneId;
  } catch {
    return null;
  }
}
