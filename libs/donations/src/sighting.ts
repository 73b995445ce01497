import { canonical, nameUuid, Rejection, type Meta, type RecordedEvent } from '@fieldledger/kernel';
import { MOST_CENTS } from './cents.js';
import { contributionOf, flagsOf, forgottenFlag, refuseUnlikelyDay, type ContributionContext, type ContributionState } from './contribution.js';
import type { Contribution, ContributionEvent, InFiling } from './contribution-events.js';
import type { Remarks } from './contribution-commands.js';
import { PERSON_MEMBERS, type Person } from './contributor.js';
import type { SightContribution } from './sighting-commands.js';

/** What is private of a contribution, in the clear, for as long as two sightings are compared. */
export interface InTheClear {
  readonly person?: Person;
  readonly remarks?: Remarks;
}

/** What a sighting is read against besides what every contribution is. */
export interface SightingContext extends ContributionContext {
  readonly told: InTheClear;
  /** What was known before, and the mark by which to tell that it still is; undefined where it cannot be opened. */
  readonly before?: InTheClear;
  /** Of a filing: whether a later version of the same report is complete, and whether that one has the row too. */
  readonly superseded?: { readonly rowIsKept: boolean };
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
  refuseUnlikelyDay(command.receivedOn, '/receivedOn', meta, undefined);
  const seen = contributionSeen(command, context);
  const { contributionId, committeeId } = seen;
  if (!state.contribution) {
    const received = { type: command.kind === 'refund' ? 'RefundReported' : 'ContributionReceived', data: seen } as const;
    return context.superseded && !context.superseded.rowIsKept ? [received, dropped(seen, seen.filing!)] : [received];
  }
  const differs = differences(state.contribution, seen, context, Boolean(command.filing ?? command.restates));
  if (context.superseded || !(command.filing ?? command.restates)) {
    return [{ type: 'ContributionSighted', data: { contributionId, committeeId, source: command.source, differs, filing: seen.filing, flags: differs.length > 0 ? ['sources-differ'] : [] } }];
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
 * it holds. Told again by another file after something else held, it is a new one.
 * @param mark what was told, as the digest of its event
 */
export function sightingIdOf({ contributionId, source, filing, provenance }: SightContribution, mark: string, state: ContributionState, history: readonly RecordedEvent[], idOf: (requestId: string) => string): string {
  const teller = filing?.filingId ?? provenance?.fileHash ?? '';
  const first = nameUuid('sighting', contributionId, source, mark);
  const again = (by: string) => nameUuid('sighting', contributionId, source, mark, by);
  const isThere = (requestId: string) => history.some(({ id }) => id === idOf(requestId));
  const holds = history.findLast(({ type }) => type === 'ContributionReceived' || type === 'RefundReported' || type === 'ContributionAmended');
  if (holds && holds.digest === mark && (holds.data as Contribution).source === source && state.status === 'standing') {
    return holds.id === idOf(first) ? first : again(tellerOf(holds));
  }
  const before = history.find(({ id }) => id === idOf(first));
  return isThere(again(teller)) || (before && tellerOf(before) !== teller) ? again(teller) : first;
}

const tellerOf = ({ data, provenance }: RecordedEvent) => (data as { filing?: InFiling }).filing?.filingId ?? provenance?.fileHash ?? '';

function contributionSeen(command: SightContribution, context: SightingContext): Contribution {
  const contribution = contributionOf(command, context, command.source);
  const { filing } = command;
  // What another committee filed, or the FEC published, is theirs to answer for: we flag our own.
  const isOurs = !filing && !command.restates;
  return {
    ...contribution,
    line: command.line ?? (command.kind === 'refund' ? 'SB28A' : contribution.line),
    claimedAggregateCents: command.claimedAggregateCents,
    filing: filing && {
      filingId: filing.filingId, reportId: filing.reportId, form: filing.form, amendmentNumber: filing.amendmentNumber, coverageFrom: filing.coverageFrom, coverageThrough: filing.coverageThrough,
      transactionId: filing.transactionId, backReferenceId: filing.backReferenceId,
    },
    flags: [...(isOurs ? flagsOf(contribution) : []), ...forgottenFlag(context)],
  };
}

/** What of a lineitem sources can tell differently. */
const COMPARED = [
  'committeeId', 'line', 'amountCents', 'claimedAggregateCents', 'receivedOn', 'receivedAt', 'electionCode', 'electionDescription', 'method', 'earmark', 'memo', 'itemize', 'sequence', 'feeCents',
  'page', 'referenceCode', 'referenceCode2',
] as const;
const REMARKS = ['purpose', 'memoText', 'comment'] as const;

/** The names of what differs. `whole` compares all; otherwise only what both tell. */
function differences(before: Contribution, after: Contribution, { before: clear, told, person, remarks }: SightingContext, whole: boolean): string[] {
  const differ = (a: unknown, b: unknown) => (whole || (a !== undefined && b !== undefined)) && canonical(a ?? null) !== canonical(b ?? null);
  const names: string[] = COMPARED.filter((name) => differ(before[name], after[name]));
  const isOpen = clear !== undefined;
  if ((before.giver?.entityType ?? null) !== (after.giver?.entityType ?? null)) names.push('entityType');
  if (isOpen) names.push(...PERSON_MEMBERS.filter((name) => differ(clear.person?.[name], told.person?.[name])), ...REMARKS.filter((name) => differ(clear.remarks?.[name], told.remarks?.[name])));
  else {
    if (before.person?.mark !== person?.mark) names.push('contributor');
    if (before.remarks?.mark !== remarks?.mark) names.push('remarks');
  }
  return names;
}
