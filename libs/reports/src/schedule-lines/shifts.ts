import { holderOf, partsOf, sharesOf, takenOf, type Moved, type Part } from '../receipts/shares.js';
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

/** A contribution as its parts are moved, in the order of the movements. */
export interface Division {
  /** What a redesignation or a reattribution shifts, those who have less first. */
  readonly move: (movement: Line) => readonly Shift[];
  /** Who has less for which election by each taking, in their order; more where it came back. */
  readonly take: (takings: readonly { readonly cents: number; readonly fromReattributionId: string | null }[]) => readonly (readonly Shift[])[];
}

/** @param movements all that became of it: a part may be passed on by a paper that is dated before the one that gave it */
export function divisionOf(told: Line, movements: readonly Line[]): Division {
  const [elections, donors]: [Moved[], Moved[]] = [[], []];
  const holders = new Map([[told.donor, { entityType: told.entityType, attributedBy: null as string | null }]]);
  const reattributions = new Map(movements.filter(({ kind }) => kind === 'reattribution').map(({ movementId, donor }) => [movementId, donor]));
  const partsNow = () => partsOf(told.amountCents!, sharesOf(told.amountCents!, told.donor, donors), sharesOf(told.amountCents!, told.electionCode, elections));
  let parts = partsNow();
  const shiftOf = (part: Part, cents: number): Shift => ({ ...part, ...holders.get(part.donor)!, cents });
  return {
    move({ kind, movementId, donor, entityType, amountCents, fromElection, electionCode, fromReattributionId }) {
      if (kind === 'redesignation') elections.push({ from: fromElection, to: electionCode, cents: amountCents! });
      else {
        donors.push({ from: holderOf(fromReattributionId, reattributions, told.donor), to: donor, cents: amountCents! });
        if (!holders.has(donor)) holders.set(donor, { entityType, attributedBy: movementId });
      }
      const [then, now] = [parts, (parts = partsNow())];
      const had = (one: Part) => then.find((other) => isOfOne(one, other))?.cents ?? 0;
      const gone = then.filter((one) => !now.some((other) => isOfOne(one, other))).map((one) => ({ ...one, cents: 0 }));
      return [...now, ...gone].map((one) => shiftOf(one, one.cents - had(one))).filter(({ cents }) => cents !== 0).sort((one, other) => Number(one.cents > 0) - Number(other.cents > 0));
    },
    take: (takings) =>
      takenOf(parts, takings.map(({ cents, fromReattributionId }) => ({ cents, named: reattributions.has(fromReattributionId ?? '') ? { donor: reattributions.get(fromReattributionId!)! } : undefined })))
        .map((taken) => taken.map((part) => shiftOf(part, -part.cents))),
  };
}

const isOfOne = (one: Part, other: Part) => one.donor === other.donor && one.election === other.election;
