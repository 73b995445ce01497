import { MOST_CENTS } from '@fieldledger/finance-rules';
import { canonical, nameUuid, Rejection, type Meta, type RecordedEvent, withMembers } from '@fieldledger/kernel';
import { contributionOf } from './contribution-of.js';
import type { ContributionContext } from './contribution-context.js';
import { forgottenFlag, lessThanGone } from './contribution.js';
import type { ContributionState } from './contribution-state.js';
import { flagsOf, isOurs } from './contribution-flags.js';
import type { Contribution, ContributionEvent, InFiling } from './contribution-events.js';
import type { Remarks } from './contribution-commands.js';
import { PERSON_MEMBERS, type Person } from './contributor.js';
import type { SightContribution } from './sighting-commands.js';
import { refuseUnlikelyDay } from './unlikely-day.js';

/** What is private of a contribution, in the clear, for as long as two sightings are compared. */
export interface InTheClear {
  readonly person?: Person;
  readonly remarks?: Remarks;
  readonly electionDescription?: string;
}

/** What a sighting is read against besides what every contribution is. */
export interface SightingContext extends ContributionContext {
  readonly told: InTheClear;
  /** What was known before, and the mark by which to tell that it still is; undefined where it cannot be opened. */
  readonly before?: InTheClear;
  readonly superseded?: Superseded;
}

/** Of a filing: a later version of the same report is complete, or told of the row already. */
export interface Superseded {
  /** Whether the later one has the row too. */
  readonly rowIsKept: boolean;
  readonly isComplete: boolean;
  /** This version is complete itself, so that all it tells was told. */
  readonly isAgain?: boolean;
}

/**
 * The first sighting records the lineitem. After it, what a newer version of a filing or a restating source tells
 * amends it; what anybody else tells is compared with it.
 * @throws Rejection `amount-too-large`, `date-out-of-range`
 */
export function sightContribution(command: SightContribution, context: SightingContext, state: ContributionState, meta: Meta): ContributionEvent[] {
  if (Math.abs(command.amountCents) > MOST_CENTS) {
    throw new Rejection('invalid', 'amount-too-large', `An amount is at most ${MOST_CENTS} cents. Are these cents of cents?`, { limitCents: MOST_CENTS, faults: [{ field: '/amountCents', problem: `must be at most ${MOST_CENTS}` }] });
  }
  refuseUnlikelyDay(command.receivedOn, '/receivedOn', meta);
  const seen = contributionSeen(command, context, state);
  const { contributionId, committeeId } = seen;
  if (!state.contribution) {
    const received = { type: command.kind === 'refund' ? 'RefundReported' : 'ContributionReceived', data: seen } as const;
    return context.superseded && !context.superseded.rowIsKept ? [received, dropped(seen, seen.filing!)] : [received];
  }
  const differs = differences(state.contribution, seen, context, Boolean(command.filing ?? command.restates));
  if (context.superseded || !(command.filing ?? command.restates)) {
    const { person: _person, remarks: _remarks, election: _election, ...told } = seen;
    return [{ type: 'ContributionSighted', data: { contributionId, committeeId, source: command.source, differs, filing: seen.filing, ...(context.superseded?.isComplete === false && { told }), flags: [...(differs.length > 0 ? (['sources-differ'] as const) : []), ...forgottenFlag(context)] } }];
  }
  const changed = state.status === 'withdrawn' ? ['standing', ...differs] : differs;
  return [{ type: 'ContributionAmended', data: { ...seen, amendmentId: nameUuid('sighted', contributionId, seen.filing?.filingId ?? meta.correlationId), changed } }];
}

/** A row that an amendment does not have any more. */
export function dropped({ contributionId, committeeId }: Pick<Contribution, 'contributionId' | 'committeeId'>, filing: InFiling): ContributionEvent {
  return { type: 'ContributionWithdrawn', data: { withdrawalId: droppedId(contributionId, filing.filingId), contributionId, committeeId, reasonCode: 'dropped-by-amendment', filing } };
}

export const droppedId = (contributionId: string, filingId: string): string => nameUuid('dropped-by-amendment', contributionId, filingId);

/**
 * The id of a sighting. The same content from the same source is the same sighting, however often it is told, as long as
 * it holds. Told again by another file after something else held, it is a new one; so is what a filing tells again that
 * is not superseded, when an earlier version was told after it. A superseded version that was taken whole tells nothing new.
 * @param mark what was told, as the digest of its event
 */
export function sightingIdOf({ contributionId, source, filing, provenance }: SightContribution, mark: string, state: ContributionState, history: readonly RecordedEvent[], idOf: (requestId: string) => string, superseded?: Superseded): string {
  const teller = filing?.filingId ?? provenance?.fileHash ?? '';
  const named = (...by: readonly string[]) => nameUuid('sighting', contributionId, source, mark, ...by);
  if (history.length === 0) return named();
  const event = (requestId: string) => history.find(({ id }) => id === idOf(requestId));
  const [replaced, holds] = [undefined, undefined, ...history.filter(tellsAll)].slice(-2);
  if (holds && holds.digest === mark && (holds.data as Contribution).source === source && state.status === 'standing') {
    const by = tellerOf(holds);
    return [named(), named(by), named(by, replaced?.id ?? '')].find((requestId) => idOf(requestId) === holds.id) ?? named(by);
  }
  const [first, again] = [named(), named(teller)];
  const before = event(first);
  const requestId = event(again) || (before && tellerOf(before) !== teller && !superseded?.isAgain) ? again : first;
  return filing && !superseded && event(requestId) ? named(teller, holds?.id ?? '') : requestId;
}

const tellsAll = ({ type }: RecordedEvent) => type === 'ContributionReceived' || type === 'RefundReported' || type === 'ContributionAmended';

/** Whether what stands of a row was told by a later version of the same report, complete or not yet. */
export function isToldByLater({ filing }: SightContribution, { contribution }: ContributionState): boolean {
  const told = contribution?.filing;
  return filing !== undefined && told !== undefined && told.reportId === filing.reportId && told.amendmentNumber > filing.amendmentNumber;
}

const tellerOf = ({ data, provenance }: RecordedEvent) => (data as { filing?: InFiling }).filing?.filingId ?? provenance?.fileHash ?? '';

function contributionSeen(command: SightContribution, context: SightingContext, state: ContributionState): Contribution {
  const contribution = contributionOf(command, context, command.source);
  const { filing, line = command.kind === 'refund' ? 'SB28A' : contribution.line } = command;
  return withMembers(contribution, {
    line,
    claimedAggregateCents: command.claimedAggregateCents,
    filing: filing && {
      filingId: filing.filingId, reportId: filing.reportId, form: filing.form, amendmentNumber: filing.amendmentNumber, coverageFrom: filing.coverageFrom, coverageThrough: filing.coverageThrough,
      transactionId: filing.transactionId, backReferenceId: filing.backReferenceId,
    },
    flags: [...(isOurs(command) ? flagsOf({ ...contribution, line }) : []), ...lessThanGone(contribution, state), ...(command.dayUnknown ? (['day-unknown'] as const) : []), ...(command.filerDiffers ? (['filer-differs'] as const) : []), ...forgottenFlag(context)],
  });
}

/** What of a lineitem sources can tell differently. */
const COMPARED = [
  'committeeId', 'line', 'amountCents', 'claimedAggregateCents', 'receivedOn', 'receivedAt', 'electionCode', 'method', 'earmark', 'memo', 'itemize', 'unaggregated', 'sequence', 'feeCents',
  'page', 'referenceCode', 'referenceCode2',
] as const;
const REMARKS = ['purpose', 'memoText', 'comment'] as const;

/** The names of what differs. `whole` compares all, to the letter; otherwise only what both tell, by what it means. */
function differences(before: Contribution, after: Contribution, { before: clear, told, person, remarks, election, forgotten }: SightingContext, whole: boolean): string[] {
  const differ = (a: unknown, b: unknown) => (whole || (a !== undefined && b !== undefined)) && canonical(a ?? null) !== canonical(b ?? null);
  const wordsDiffer = (name: string, a: string | undefined, b: string | undefined) => (whole ? differ(a, b) : differ(meant(name, a), meant(name, b)));
  const names: string[] = COMPARED.filter((name) => differ(before[name], after[name]));
  const isOpen = clear !== undefined;
  if ((before.giver?.entityType ?? null) !== (after.giver?.entityType ?? null)) names.push('entityType');
  if (isOpen) {
    names.push(...PERSON_MEMBERS.filter((name) => wordsDiffer(name, clear.person?.[name], told.person?.[name])), ...REMARKS.filter((name) => wordsDiffer(name, clear.remarks?.[name], told.remarks?.[name])));
    if (wordsDiffer('electionDescription', clear.electionDescription, told.electionDescription)) names.push('electionDescription');
  } else if (!forgotten) {
    // Of whom was erased, nothing can be compared.
    if (before.person?.mark !== person?.mark) names.push('contributor');
    if (before.remarks?.mark !== remarks?.mark) names.push('remarks');
    if (before.election?.mark !== election?.mark) names.push('electionDescription');
  }
  return names;
}

/** Blanks around a text, an accent that is written as a sign of its own, and capitals of an e-mail address are how somebody writes it. */
function meant(name: string, text: string | undefined): string | undefined {
  const bare = text?.normalize('NFC').trim();
  return name === 'email' ? bare?.toLowerCase() : bare;
}
