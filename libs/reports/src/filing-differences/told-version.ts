import { isComparedField } from '../reconciliation/compared-fields.js';
import { historyOf, tellsValues, type Moment, type Telling } from '../reconciliation/contribution-history.js';

/**
 * A contribution as one version of a report, or a place in the log, has it. Nobody recorded what an older version tells
 * that came after a newer one, only the names of what it tells otherwise: `unknown`, against the values that held.
 */
export interface ToldVersion {
  readonly values: Telling;
  readonly unknown: readonly string[];
  /** Ids of the events that say so, in the order of the log. */
  readonly events: readonly string[];
  /** Of the last of them. */
  readonly position: string;
}

/**
 * A row of a filing as that filing tells it: by its own event; or where it made none, because what it tells held
 * already when it was received whole, by the event that held then.
 * @param completedAt the position of the event that completed the filing
 */
export function toldByFiling(tellings: readonly Telling[], filingId: string, completedAt: string): ToldVersion | null {
  const moments = historyOf(tellings).filter(({ telling }) => telling.position <= completedAt);
  const own = moments.findLast(({ telling }) => telling.filingId === filingId && tellsValues(telling));
  if (own) return version(own);
  const compared = moments.findLast(({ telling }) => telling.filingId === filingId && telling.type === 'ContributionSighted');
  if (compared) return version(compared);
  const held = moments.findLast(({ holds }) => holds !== null);
  return held ? version({ ...held, telling: held.holds! }) : null;
}

/** A contribution as it stood at a place in the log; null where it did not stand. */
export function toldAt(tellings: readonly Telling[], position: string): ToldVersion | null {
  const moment = historyOf(tellings).findLast(({ telling }) => telling.position <= position);
  return moment?.standing && moment.holds ? version({ ...moment, telling: moment.holds }) : null;
}

function version({ telling, holds }: Moment): ToldVersion | null {
  if (!holds) return null;
  if (telling.eventId === holds.eventId) return { values: holds, unknown: [], events: [telling.eventId], position: telling.position };
  const [events, { position }] = [[holds.eventId, telling.eventId], telling];
  if (telling.amountCents === null) return { values: holds, unknown: telling.names, events, position };
  // It tells its values, all but what is sealed.
  const { personMark, remarksMark, electionMark, electionInClear } = holds;
  return { values: { ...telling, personMark, remarksMark, electionMark, electionInClear }, unknown: telling.names.filter((name) => !isComparedField(name)), events, position };
}
