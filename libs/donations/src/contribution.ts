import { daysAfter, PRESENT_RULES } from '@fieldledger/finance-rules';
import { Rejection, type Decider, type Fault, type Meta, withMembers } from '@fieldledger/kernel';
import { askedAsTold } from './asked.js';
import { positive } from './cents.js';
import type {
  AmendContribution, BounceContribution, ChargeBackContribution, CloseDispute, DepositContribution, OpenDispute, ReattributeContribution, ReceiveInformation, RecordContribution,
  RedesignateContribution, RefundContribution, RequestInformation, ReturnContribution, WithdrawContribution,
} from './contribution-commands.js';
import type { Contribution, ContributionEvent, ContributionFlag } from './contribution-events.js';
import { flagsOf, isForwardedLate, isOurs, markedFlags } from './contribution-flags.js';
import { occurredAt } from './contribution-moment.js';
import type { ContributionContext } from './contribution-context.js';
import { contributionOf, lineOf } from './contribution-of.js';
import { attributableCents, committeeOf, evolve, INITIAL, paidBackCents, reallocated, remainingCents, type ContributionState } from './contribution-state.js';
import { refuseMomentToCome, refuseUnlikelyDay } from './unlikely-day.js';

export const contributionDecider: Decider<ContributionState, ContributionEvent> = {
  kind: 'contribution',
  initial: INITIAL,
  evolve,
  versions: {
    ContributionReceived: 1, RefundReported: 1, ContributionAmended: 1, ContributionSighted: 1, ContributionRefunded: 1, ContributionReturned: 1, ContributionBounced: 1,
    ContributionChargedBack: 1, DisputeOpened: 1, DisputeClosed: 1, ContributionRedesignated: 1, ContributionReattributed: 1, ContributionWithdrawn: 1, ContributionDeposited: 1,
    InformationRequested: 1, InformationFollowedUp: 1, InformationReceived: 1,
  },
  occurredAt,
  asked: askedAsTold,
};

/** A fact: recorded and flagged. @throws Rejection `amount-not-positive`, `amount-too-large`, `currency-not-accepted`, `date-out-of-range` */
export function recordContribution(command: RecordContribution, context: ContributionContext, state: ContributionState, meta: Meta): ContributionEvent[] {
  if (command.currency !== undefined && command.currency !== 'USD') {
    throw new Rejection('invalid', 'currency-not-accepted', 'Committees account in US dollars. Send the amount in dollars that reached the committee, and USD or no currency.', at('/currency', 'must be USD'));
  }
  positive(command.amountCents);
  refuseUnlikelyDay(command.receivedOn, '/receivedOn', meta, context.committees.get(command.committeeId)?.establishedOn);
  if (command.receivedAt !== undefined) refuseMomentToCome(command.receivedAt, '/receivedAt', meta);
  const contribution = contributionOf(command, context, meta.app);
  return [{ type: 'ContributionReceived', data: withMembers(contribution, { flags: [...flagsOf(contribution), ...lessThanGone(contribution, state), ...forgottenFlag(context)] }) }];
}

/** @throws Rejection `contribution-missing`, `contribution-not-standing`, `nothing-changes`, amounts as above */
export function amendContribution(command: AmendContribution, context: ContributionContext, state: ContributionState, meta: Meta): ContributionEvent[] {
  const before = standing(state);
  if (command.amountCents !== undefined) positive(command.amountCents);
  if (command.receivedOn !== undefined) refuseUnlikelyDay(command.receivedOn, '/receivedOn', meta, context.committees.get(before.committeeId)?.establishedOn);
  const isNamed = (before.election ?? before.electionDescription) !== undefined;
  // What an election is called is said of no other.
  const renames = command.electionDescription !== undefined || (isNamed && command.electionCode !== undefined && command.electionCode !== before.electionCode);
  const after: Contribution = {
    ...before,
    amountCents: command.amountCents ?? before.amountCents,
    receivedOn: command.receivedOn ?? before.receivedOn,
    electionCode: command.electionCode ?? before.electionCode,
    itemize: command.itemize ?? before.itemize,
    sourceMarkers: command.sourceMarkers ?? before.sourceMarkers,
    line: command.contributor && isLineOfGiver(before) ? lineOf(context.giver) : before.line,
    giver: command.contributor ? context.giver : before.giver,
    person: command.contributor ? context.person : undefined,
    remarks: command.remarks ? context.remarks : undefined,
    election: context.election,
    ...(renames && { electionDescription: undefined }),
  };
  const changed = AMENDABLE.filter((name) => command[name] !== undefined || (name === 'electionDescription' && renames));
  if (changed.length === 0) throw new Rejection('invalid', 'nothing-changes', 'The amendment names nothing to change. Give at least one of: ' + AMENDABLE.join(', ') + '.');
  // Of what is others' to answer for we flag what our own people mark; what its source could not tell stays untold.
  const noticed = isOurs(before) ? flagsOf(after) : markedFlags(after);
  const untold = before.flags.filter((flag) => flag === 'filer-differs' || (flag === 'day-unknown' && command.receivedOn === undefined));
  return [{ type: 'ContributionAmended', data: { ...after, flags: [...noticed, ...lessThanGone(after, state), ...untold, ...forgottenFlag(context)], amendmentId: command.amendmentId, changed } }];
}

/** Not one that a source told otherwise, or a filing. */
const isLineOfGiver = ({ line, giver, filing }: Contribution): boolean => !filing && line === lineOf(giver);

const AMENDABLE = ['amountCents', 'receivedOn', 'electionCode', 'electionDescription', 'itemize', 'sourceMarkers', 'contributor', 'remarks'] as const;

/**
 * An intention is refused beyond what remains; one that has happened is recorded and flagged, also before its contribution.
 * @throws Rejection `refund-exceeds-original`, `reattribution-missing`, `amount-required`, `contribution-not-standing`, amounts as above
 */
export function refundContribution(command: RefundContribution, state: ContributionState, meta: Meta): ContributionEvent[] {
  const { refundId, fromReattributionId, contributionId, refundedOn, basis = 'intended' } = command;
  refuseUnlikelyDay(refundedOn, '/refundedOn', meta);
  if (basis === 'intended' && state.status === 'withdrawn') standing(state);
  if (basis === 'intended' && fromReattributionId !== undefined) holderOf(fromReattributionId, state);
  const orphan = state.status === 'unknown';
  const remaining = fromReattributionId === undefined ? remainingCents(state) : Math.max(0, attributableCents(state.reattributions.get(fromReattributionId) ?? '', state));
  const what = fromReattributionId === undefined ? 'contribution' : 'part';
  if (!orphan && remaining === 0 && basis === 'intended') {
    throw new Rejection('conflict', 'refund-exceeds-original', `Nothing of this ${what} remains to be refunded. What has already been paid back is sent with basis "reported" and its amountCents.`, { remainingCents: 0 });
  }
  if (!orphan && remaining === 0 && command.amountCents === undefined) throw amountRequired(`Nothing of this ${what} remains`, 'is required where nothing remains');
  const amountCents = paidBack(command.amountCents, state, remaining);
  const exceeds = !orphan && amountCents > remaining;
  if (exceeds && basis === 'intended') {
    throw new Rejection('conflict', 'refund-exceeds-original', `Only ${remaining} cents of this ${what} remain. Refund that much or less; what has already been paid back is sent with basis "reported".`, { remainingCents: remaining });
  }
  const flags: ContributionFlag[] = orphan ? ['orphan-refund'] : [...aboutWhat(state, refundedOn), ...(exceeds ? (['exceeds-remaining'] as const) : [])];
  return [{ type: 'ContributionRefunded', data: { refundId, fromReattributionId, contributionId, committeeId: committeeOf(state), amountCents, refundedOn, orphan, flags } }];
}

/**
 * Only what never reached the bank can be sent back as if it had not been received.
 * @throws Rejection `contribution-missing`, `contribution-not-standing`, `nothing-remains`, `already-deposited`, `already-paid-back`
 */
export function returnContribution({ returnId, contributionId, returnedOn }: ReturnContribution, state: ContributionState, meta: Meta): ContributionEvent[] {
  refuseUnlikelyDay(returnedOn, '/returnedOn', meta);
  const { receivedOn } = standing(state);
  const amountCents = remainingCents(state);
  if (amountCents === 0) throw new Rejection('conflict', 'nothing-remains', 'Nothing of this contribution remains that could be returned.');
  if (state.deposited) throw new Rejection('conflict', 'already-deposited', 'This contribution was deposited, so it can no longer be returned undeposited. Refund it instead.');
  if (paidBackCents(state) > 0) throw new Rejection('conflict', 'already-paid-back', 'A part of this contribution was paid back, so it cannot have been undeposited. Refund the rest instead.');
  const flags: ContributionFlag[] = returnedOn > daysAfter(receivedOn, PRESENT_RULES.returnDays) ? ['returned-late'] : aboutWhat(state, returnedOn);
  return [{ type: 'ContributionReturned', data: { returnId, contributionId, committeeId: committeeOf(state), returnedOn, amountCents, flags } }];
}

/** A fact of the bank's. */
export function bounceContribution({ bounceId, contributionId, bouncedOn }: BounceContribution, state: ContributionState, meta: Meta): ContributionEvent[] {
  refuseUnlikelyDay(bouncedOn, '/bouncedOn', meta);
  return [{ type: 'ContributionBounced', data: { bounceId, contributionId, committeeId: committeeOf(state), bouncedOn, amountCents: remainingCents(state), flags: aboutWhat(state, bouncedOn) } }];
}

/** A fact of the card network's; after a refund it takes no more than what remains. @throws Rejection `amount-required`, amounts as above */
export function chargeBackContribution(command: ChargeBackContribution, state: ContributionState, meta: Meta): ContributionEvent[] {
  const { chargebackId, contributionId, disputeId, chargedBackOn } = command;
  refuseUnlikelyDay(chargedBackOn, '/chargedBackOn', meta);
  // All of it was charged back, also where nothing of it was left.
  const whole = command.amountCents === undefined && remainingCents(state) === 0 ? state.contribution?.amountCents : undefined;
  if (whole !== undefined && whole <= 0) throw amountRequired('The contribution is of less than nothing', 'is required where the contribution is of less than nothing');
  const amountCents = whole ?? paidBack(command.amountCents, state);
  const over = state.status !== 'unknown' && amountCents > remainingCents(state);
  const flags: ContributionFlag[] = [...aboutWhat(state, chargedBackOn), ...(over ? [paidBackCents(state) > 0 ? ('chargeback-after-refund' as const) : ('exceeds-remaining' as const)] : [])];
  return [{ type: 'ContributionChargedBack', data: { chargebackId, contributionId, disputeId, committeeId: committeeOf(state), amountCents, chargedBackOn, flags } }];
}

export function openDispute({ disputeId, contributionId, openedOn }: OpenDispute, state: ContributionState, meta: Meta): ContributionEvent[] {
  refuseUnlikelyDay(openedOn, '/openedOn', meta);
  return [{ type: 'DisputeOpened', data: { disputeId, contributionId, committeeId: committeeOf(state), openedOn, flags: aboutWhat(state, openedOn) } }];
}

/** A fact of the card network's, also where its opening was not told yet, or another closing was. */
export function closeDispute({ closingId, disputeId, contributionId, outcome, closedOn }: CloseDispute, state: ContributionState, meta: Meta): ContributionEvent[] {
  refuseUnlikelyDay(closedOn, '/closedOn', meta);
  const flags: ContributionFlag[] = [...aboutWhat(state, closedOn), ...(state.disputes.get(disputeId) === 'open' ? [] : (['dispute-not-open'] as const))];
  return [{ type: 'DisputeClosed', data: { closingId, disputeId, contributionId, committeeId: committeeOf(state), outcome, closedOn, flags } }];
}

/** @throws Rejection `contribution-missing`, `contribution-not-standing`, `redesignation-exceeds`, `same-election`, amounts as above */
export function redesignateContribution(command: RedesignateContribution, state: ContributionState, meta: Meta): ContributionEvent[] {
  const { redesignationId, contributionId, amountCents, toElection, basis, redesignatedOn } = command;
  refuseUnlikelyDay(redesignatedOn, '/redesignatedOn', meta);
  const fromElection = command.fromElection ?? standing(state).electionCode ?? null;
  standing(state);
  positive(amountCents);
  if (fromElection === toElection) throw new Rejection('invalid', 'same-election', 'The gift is designated to that election already. Name another as toElection.');
  refuseBeyond(amountCents, Math.min(state.byElection.get(fromElection ?? '') ?? 0, remainingCents(state)), 'redesignation-exceeds', 'designated to that election');
  return [{ type: 'ContributionRedesignated', data: { redesignationId, contributionId, committeeId: committeeOf(state), amountCents, fromElection, toElection, basis, redesignatedOn, flags: [...aboutWhat(state, redesignatedOn), ...lateRemedy('redesignated-late', state, redesignatedOn)] } }];
}

/** @throws Rejection `contribution-missing`, `contribution-not-standing`, `reattribution-missing`, `reattribution-exceeds`, `same-person`, amounts as above */
export function reattributeContribution(command: ReattributeContribution, context: ContributionContext, state: ContributionState, meta: Meta): ContributionEvent[] {
  const { reattributionId, fromReattributionId, contributionId, amountCents, basis, reattributedOn } = command;
  refuseUnlikelyDay(reattributedOn, '/reattributedOn', meta);
  const { giver } = standing(state);
  positive(amountCents);
  const from = fromReattributionId === undefined ? giver?.subject : holderOf(fromReattributionId, state);
  if (from === context.giver!.subject) throw new Rejection('invalid', 'same-person', 'The part is attributed to that person already. Name somebody else as to.');
  refuseBeyond(amountCents, attributableCents(from, state), 'reattribution-exceeds', `attributed to ${fromReattributionId === undefined ? 'its giver' : 'whom that reattribution gave it'}`);
  return [
    {
      type: 'ContributionReattributed',
      data: { reattributionId, fromReattributionId, contributionId, committeeId: committeeOf(state), amountCents, giver: context.giver!, person: context.person, basis, reattributedOn, flags: [...aboutWhat(state, reattributedOn), ...lateRemedy('reattributed-late', state, reattributedOn), ...forgottenFlag(context)] },
    },
  ];
}

/** A source may say twice, in two files, that it takes something back. @throws Rejection `contribution-missing`, `contribution-not-standing` */
export function withdrawContribution({ withdrawalId, contributionId, reasonCode }: WithdrawContribution, state: ContributionState): ContributionEvent[] {
  if (state.status !== 'withdrawn' || reasonCode !== 'withdrawn-by-source') standing(state);
  return [{ type: 'ContributionWithdrawn', data: { withdrawalId, contributionId, committeeId: committeeOf(state), reasonCode } }];
}

export function depositContribution({ depositId, contributionId, batchId, depositedOn }: DepositContribution, state: ContributionState, meta: Meta): ContributionEvent[] {
  refuseUnlikelyDay(depositedOn, '/depositedOn', meta);
  return [{ type: 'ContributionDeposited', data: { depositId, contributionId, committeeId: committeeOf(state), batchId, depositedOn, flags: [...aboutWhat(state, depositedOn), ...(isForwardedLate(state.contribution?.earmark?.conduitReceivedOn, depositedOn) ? (['forwarded-late'] as const) : [])] } }];
}

/** @throws Rejection `reattribution-missing` */
export function requestInformation({ requestId, contributionId, reattributionId, followUp, medium, requestedOn }: RequestInformation, state: ContributionState, meta: Meta): ContributionEvent[] {
  refuseUnlikelyDay(requestedOn, '/requestedOn', meta);
  if (reattributionId !== undefined) holderOf(reattributionId, state, 'reattributionId');
  return [{ type: followUp ? 'InformationFollowedUp' : 'InformationRequested', data: { requestId, contributionId, reattributionId, committeeId: committeeOf(state), medium, requestedOn, flags: aboutWhat(state) } }];
}

/** @throws Rejection `contribution-missing`, `contribution-not-standing`, `reattribution-missing`, `nothing-answered` */
export function receiveInformation(command: ReceiveInformation, context: ContributionContext, state: ContributionState, meta: Meta): ContributionEvent[] {
  refuseUnlikelyDay(command.receivedOn, '/receivedOn', meta);
  standing(state);
  const { answerId, contributionId, reattributionId, receivedOn } = command;
  if (reattributionId !== undefined) holderOf(reattributionId, state, 'reattributionId');
  const given = (['employer', 'occupation'] as const).filter((name) => command[name] !== undefined);
  if (given.length === 0) throw new Rejection('invalid', 'nothing-answered', 'Give the employer, the occupation, or both.');
  return [{ type: 'InformationReceived', data: { answerId, contributionId, reattributionId, committeeId: committeeOf(state), receivedOn, given, answer: context.answer, flags: forgottenFlag(context) } }];
}

function standing({ status, contribution }: ContributionState): Contribution {
  if (!contribution) throw new Rejection('missing', 'contribution-missing', 'No contribution is recorded under this id. Send the contribution first; name the contribution itself, also to take back an amendment, which another one replaces.');
  if (status === 'withdrawn') throw new Rejection('conflict', 'contribution-not-standing', 'This contribution was withdrawn, so it can be changed no more. If it stands after all, send it again under a fresh contributionId.');
  return contribution;
}

/** What became of a gift is a fact also where the gift does not stand, and where its day cannot be. */
function aboutWhat({ status, contribution }: ContributionState, day?: string): ContributionFlag[] {
  if (!contribution) return ['contribution-unknown'];
  const { receivedOn, earmark: { conduitReceivedOn = receivedOn } = {} } = contribution;
  const isBefore = day !== undefined && day < receivedOn && day < conduitReceivedOn;
  return [...(status === 'withdrawn' ? (['contribution-not-standing'] as const) : []), ...(isBefore ? (['before-contribution'] as const) : [])];
}

/** After the days in which what is excessive may be put right, it happened all the same. */
function lateRemedy(flag: 'redesignated-late' | 'reattributed-late', { contribution }: ContributionState, day: string): ContributionFlag[] {
  return contribution && day > daysAfter(contribution.receivedOn, PRESENT_RULES.remedyDays) ? [flag] : [];
}

/** A gift, as it is told now, of which more was paid back, redesignated or reattributed than it is. */
export function lessThanGone(contribution: Pick<Contribution, 'amountCents' | 'electionCode'>, state: ContributionState): ContributionFlag[] {
  const { amountCents } = contribution;
  const reattributed = [...state.byPerson.values()].reduce((sum, cents) => sum + cents, 0);
  const isLess = amountCents < paidBackCents(state) || amountCents < reattributed || [...reallocated(state, contribution).values()].some((cents) => cents < 0);
  return isLess && amountCents > 0 ? ['exceeds-remaining'] : [];
}

export const forgottenFlag = ({ forgotten }: ContributionContext): ContributionFlag[] => (forgotten ? ['person-forgotten'] : []);

/** Who has what a reattribution gave. @throws Rejection `reattribution-missing` */
function holderOf(reattributionId: string, { reattributions }: ContributionState, named = 'fromReattributionId'): string {
  const holder = reattributions.get(reattributionId);
  if (holder === undefined) throw new Rejection('missing', 'reattribution-missing', `No such reattribution of this contribution is recorded. Send it first, or leave ${named} out for the giver’s own part.`);
  return holder;
}

/** The amount asked, or all that remains where none was. */
function paidBack(amountCents: number | undefined, state: ContributionState, remaining = remainingCents(state)): number {
  if (amountCents === undefined && state.status === 'unknown') throw amountRequired('The contribution is not known yet', 'is required as long as the contribution is unknown');
  return positive(amountCents ?? remaining);
}

const amountRequired = (why: string, problem: string): Rejection => new Rejection('invalid', 'amount-required', `${why}, so how much is meant must be said: give amountCents.`, at('/amountCents', problem));

function refuseBeyond(cents: number, available: number, slug: string, what: string): void {
  if (cents <= available) return;
  throw new Rejection('conflict', slug, `Only ${Math.max(0, available)} cents of this contribution are ${what}. Move that much or less.`, { remainingCents: Math.max(0, available) });
}

const at = (field: string, problem: string): { faults: Fault[] } => ({ faults: [{ field, problem }] });
