import type { Contribution, ContributionAmended, ContributionChargedBack, ContributionEvent, ContributionReattributed, ContributionRefunded, DisputeClosed } from './contribution-events.js';

/** What is known of one contribution, as far as a rule asks for it. */
export interface ContributionState {
  readonly status: 'unknown' | 'standing' | 'withdrawn';
  readonly contribution: Contribution | null;
  /** Paid back by refunds, also before the contribution was known. */
  readonly refundedCents: number;
  readonly chargebacks: ReadonlyMap<string, Pick<ContributionChargedBack['data'], 'amountCents' | 'chargedBackOn' | 'disputeId'>>;
  /** Returned undeposited or not honored by the bank: nothing of it remains. */
  readonly undone: boolean;
  /** It reached the bank, so that what goes back of it is a refund. */
  readonly deposited: boolean;
  /** How much is designated to each election; the empty name stands for none. */
  readonly byElection: ReadonlyMap<string, number>;
  /** How much reattributions gave to each person, less what was passed on; all else is the giver's. By the subject of their seals. */
  readonly byPerson: ReadonlyMap<string, number>;
  /** To whom each reattribution gave. */
  readonly reattributions: ReadonlyMap<string, string>;
  /** How much was paid back of what each reattribution gave, where a refund names it. */
  readonly refundedOf: ReadonlyMap<string, number>;
  /** Open, and closed: notices come in any order. */
  readonly disputes: ReadonlyMap<string, 'open' | 'closed'>;
  /** How each dispute ended last, by the day. */
  readonly closings: ReadonlyMap<string, Pick<DisputeClosed['data'], 'outcome' | 'closedOn'>>;
}

export const INITIAL: ContributionState = { status: 'unknown', contribution: null, refundedCents: 0, chargebacks: new Map(), undone: false, deposited: false, byElection: new Map(), byPerson: new Map(), reattributions: new Map(), refundedOf: new Map(), disputes: new Map(), closings: new Map() };

/** Total: history is never refused. No `default`: a new event that is not handled here does not compile. */
export function evolve(state: ContributionState, { type, data }: ContributionEvent): ContributionState {
  switch (type) {
    case 'ContributionReceived':
    case 'RefundReported':
      return { ...state, status: 'standing', contribution: data, byElection: new Map([[data.electionCode ?? '', data.amountCents]]) };
    case 'ContributionAmended': {
      const contribution = amended(state.contribution, data);
      return { ...state, status: 'standing', contribution, byElection: reallocated(state, contribution) };
    }
    case 'ContributionWithdrawn':
      return { ...state, status: 'withdrawn' };
    case 'ContributionRefunded':
      return { ...state, refundedCents: state.refundedCents + data.amountCents, refundedOf: refunded(state.refundedOf, data) };
    case 'ContributionChargedBack':
      return { ...state, chargebacks: new Map([...state.chargebacks, [data.chargebackId, data]]) };
    case 'ContributionReturned':
    case 'ContributionBounced':
      return { ...state, undone: true };
    case 'DisputeOpened':
      return { ...state, disputes: new Map([[data.disputeId, 'open'], ...state.disputes]) };
    case 'DisputeClosed':
      return { ...state, disputes: new Map([...state.disputes, [data.disputeId, 'closed']]), closings: closed(state.closings, data) };
    case 'ContributionRedesignated':
      return { ...state, byElection: moved(state.byElection, data.fromElection ?? '', data.toElection, data.amountCents) };
    case 'ContributionReattributed':
      return reattributed(state, data);
    case 'ContributionDeposited':
      return { ...state, deposited: true };
    case 'ContributionSighted':
    case 'InformationRequested':
    case 'InformationFollowedUp':
    case 'InformationReceived':
      return state;
  }
}

/** An amendment that says nothing of the person, of the words or of the election's name leaves them as they were. */
function amended(before: Contribution | null, { amendmentId: _id, changed, ...after }: ContributionAmended['data']): Contribution {
  const keepsPerson = after.person === undefined && after.giver !== null && after.giver.given.length > 0;
  const keepsRemarks = after.remarks === undefined && !changed.some((name) => WORDS.includes(name));
  const keepsElection = after.election === undefined && !changed.includes('electionDescription');
  return { ...after, ...(keepsPerson && { person: before?.person }), ...(keepsRemarks && { remarks: before?.remarks }), ...(keepsElection && { election: before?.election }) };
}

const WORDS: readonly string[] = ['remarks', 'purpose', 'memoText', 'comment'];

/** What an amendment changes belongs to the election it was first designated to. */
export function reallocated({ contribution: before, byElection }: ContributionState, after: Pick<Contribution, 'amountCents' | 'electionCode'>): ReadonlyMap<string, number> {
  if (!before || byElection.size < 2) return new Map([[after.electionCode ?? '', after.amountCents]]);
  const freed = moved(byElection, before.electionCode ?? '', after.electionCode ?? '', byElection.get(before.electionCode ?? '') ?? 0);
  return moved(freed, null, after.electionCode ?? '', after.amountCents - before.amountCents);
}

/** The last closing holds; of two of one day, the one that brings the money back. */
function closed(closings: ContributionState['closings'], { disputeId, outcome, closedOn }: DisputeClosed['data']): ContributionState['closings'] {
  const before = closings.get(disputeId);
  const holds = !before || closedOn > before.closedOn || (closedOn === before.closedOn && outcome > before.outcome);
  return holds ? new Map([...closings, [disputeId, { outcome, closedOn }]]) : closings;
}

function reattributed(state: ContributionState, { reattributionId, fromReattributionId, giver: { subject }, amountCents }: ContributionReattributed['data']): ContributionState {
  const from = state.reattributions.get(fromReattributionId ?? '') ?? null;
  return { ...state, byPerson: moved(state.byPerson, from, subject, amountCents), reattributions: new Map([...state.reattributions, [reattributionId, subject]]) };
}

function refunded(of: ContributionState['refundedOf'], { fromReattributionId, amountCents }: ContributionRefunded['data']): ContributionState['refundedOf'] {
  return fromReattributionId === undefined ? of : new Map([...of, [fromReattributionId, (of.get(fromReattributionId) ?? 0) + amountCents]]);
}

function moved(shares: ReadonlyMap<string, number>, from: string | null, to: string, cents: number): ReadonlyMap<string, number> {
  const next = new Map(shares);
  if (from !== null) next.set(from, (next.get(from) ?? 0) - cents);
  return next.set(to, (next.get(to) ?? 0) + cents);
}

export const committeeOf = ({ contribution }: ContributionState) => contribution?.committeeId ?? null;

/** What is left of a contribution to be paid back; never less than nothing. */
export function remainingCents(state: ContributionState): number {
  const { contribution, undone } = state;
  return contribution && !undone ? Math.max(0, contribution.amountCents - paidBackCents(state)) : 0;
}

/** By refunds, and by the chargebacks that no dispute brought back since. */
export function paidBackCents({ refundedCents, chargebacks, closings }: ContributionState): number {
  const came = ({ chargedBackOn, disputeId }: Pick<ContributionChargedBack['data'], 'chargedBackOn' | 'disputeId'>) =>
    [...closings].some(([id, { outcome, closedOn }]) => outcome !== 'lost' && closedOn >= chargedBackOn && (disputeId ?? id) === id);
  return refundedCents + [...chargebacks.values()].reduce((sum, chargeback) => (came(chargeback) ? sum : sum + chargeback.amountCents), 0);
}

/** What is a person's, as far as it was not paid back: a refund takes the part that it names, else the giver's part first. */
export function attributableCents(subject: string | undefined, state: ContributionState): number {
  const { contribution, byPerson, reattributions, refundedOf } = state;
  const isGiver = subject === contribution?.giver?.subject;
  const left = new Map(byPerson);
  for (const [id, cents] of refundedOf) {
    const holder = reattributions.get(id);
    if (holder !== undefined) left.set(holder, Math.max(0, left.get(holder)! - cents));
  }
  const others = [...left].reduce((sum, [person, cents]) => (isGiver && person === subject ? sum : sum + cents), 0);
  return isGiver ? remainingCents(state) - others : Math.min(left.get(subject!) ?? 0, remainingCents(state));
}
