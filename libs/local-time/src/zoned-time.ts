import { Temporal } from 'temporal-polyfill';

/** What a clock on a wall in a zone says of an instant: the instant, or why there is none that everybody would take for it. */
export type ZonedTime =
  | { readonly instant: string }
  /** The clocks were put forward over this time, or back so that they showed it twice: the two instants that may be meant, with their offsets. */
  | { readonly problem: 'skipped' | 'twice'; readonly neighbours: readonly [string, string] };

/**
 * The instant (ISO 8601, UTC) of a local time such as `2026-03-08T02:30` in an IANA zone. JavaScript's own dates would
 * move a time that does not exist by an hour, and choose one of two, without a word.
 * @throws RangeError when the text is no local time or the zone is none
 */
export function zonedTime(text: string, zone: string): ZonedTime {
  const local = Temporal.PlainDateTime.from(text);
  const [earlier, later] = (['earlier', 'later'] as const).map((disambiguation) => local.toZonedDateTime(zone, { disambiguation })) as [Temporal.ZonedDateTime, Temporal.ZonedDateTime];
  if (earlier.epochMilliseconds === later.epochMilliseconds) return { instant: earlier.toInstant().toString() };
  const neighbours = [earlier, later].map((time) => time.toString({ timeZoneName: 'never' })) as [string, string];
  return { problem: local.equals(earlier.toPlainDateTime()) ? 'twice' : 'skipped', neighbours };
}
