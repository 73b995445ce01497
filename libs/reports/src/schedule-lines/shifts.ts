import { partsOf, sharesOf, type Moved } from '../receipts/shares.js';
import type { Line } from './line.js';

/** What somebody has more or less of a gift for an election, since a part of it was redesignated or reattributed. */
export interface Shift {
  readonly donor: string | null;
  readonly entityType: string | null;
  /** The reattribution by which they have a part; null for the giver. */
  readonly attributedBy: string | null;
  readonly election: string | null;
  readonly cents: number;
}

/** For the movements of one contribution, in their order: what each of them shifts, those who have less first. */
export function shiftsOf(told: Line): (movement: Line) => readonly Shift[] {
  const [elections, donors]: [Moved[], Moved[]] = [[], []];
  const holders = new Map([[told.donor, { entityType: told.entityType, attributedBy: null as string | null }]]);
  const reattributions = new Map<string, string | null>();
  const parts = () => partsOf(told.amountCents!, sharesOf(told.amountCents!, told.donor, donors), sharesOf(told.amountCents!, told.electionCode, elections));
  let before = parts();
  return ({ kind, movementId, donor, entityType, amountCents, fromElection, electionCode, fromReattributionId }) => {
    if (kind === 'redesignation') elections.push({ from: fromElection, to: electionCode, cents: amountCents! });
    else {
      const giver = fromReattributionId === null ? undefined : reattributions.get(fromReattributionId);
      donors.push({ from: giver === undefined ? told.donor : giver, to: donor, cents: amountCents! });
      reattributions.set(movementId, donor);
      if (!holders.has(donor)) holders.set(donor, { entityType, attributedBy: movementId });
    }
    const [then, now] = [before, (before = parts())];
    const had = (one: { donor: string | null; election: string | null }) => then.find(({ donor: who, election }) => who === one.donor && election === one.election)?.cents ?? 0;
    const gone = then.filter((one) => !now.some(({ donor: who, election }) => who === one.donor && election === one.election)).map((one) => ({ ...one, cents: 0 }));
    return [...now, ...gone].map((one) => ({ ...one, ...holders.get(one.donor)!, cents: one.cents - had(one) })).filter(({ cents }) => cents !== 0).sort((one, other) => Number(one.cents > 0) - Number(other.cents > 0));
  };
}
