import { COMPARED_FIELDS, valuesOf, type FieldValues } from './compared-fields.js';
import { historyOf, type Telling } from './contribution-history.js';
import type { TheirLineitem } from './reconciliation-page.js';

/** How one of their lineitems stands with us. */
export interface Finding {
  readonly contributionId: string;
  readonly finding: 'same' | 'different' | 'missing';
  readonly fields: readonly string[];
  /** What we have in the fields that differ. */
  readonly ours: FieldValues & Partial<PaidBack>;
  /** Of the events that say so: what holds with us, or what took it from us. */
  readonly events: readonly string[];
}

/** What went back of a contribution with us, as far as anything did. */
export interface PaidBack {
  readonly paidBackCents: number;
  readonly paidBackOn: string;
}

/** Compares what they tell with what holds with us; one that was withdrawn is missing too, and its withdrawal is cited. */
export function reconcile(theirs: TheirLineitem, tellings: readonly Telling[], paidBack: Partial<PaidBack> = {}): Finding {
  const { contributionId } = theirs;
  const last = historyOf(tellings).at(-1);
  if (!last?.standing || !last.holds) return { contributionId, finding: 'missing', fields: [], ours: {}, events: last ? [last.telling.eventId] : [] };
  const ours = last.holds;
  const fields = COMPARED_FIELDS.filter((name) => theirs[name] !== undefined && inOneForm(name, theirs[name]) !== ours[name]);
  const wentBack = PAID_BACK_FIELDS.filter((name) => theirs[name] !== undefined && theirs[name] !== paidBack[name]);
  const all = [...fields, ...wentBack];
  return { contributionId, finding: all.length > 0 ? 'different' : 'same', fields: all, ours: { ...valuesOf(ours, fields), ...(wentBack.length > 0 && paidBack) }, events: [ours.eventId] };
}

export const PAID_BACK_FIELDS = ['paidBackCents', 'paidBackOn'] as const;

/** An instant can be written in many ways. */
const inOneForm = (name: string, value: unknown) => (name === 'receivedAt' ? new Date(value as string).toISOString() : value);

/** Two tellers of one lineitem who do not say the same. */
export interface Disagreement {
  readonly contributionId: string;
  /** The refund or chargeback that they differ in; null where it is the contribution. */
  readonly movementId: string | null;
  readonly committeeId: string | null;
  readonly receivedOn: string | null;
  readonly amountCents: number | null;
  /** Whose word held, and who told otherwise. */
  readonly sources: readonly [string | null, string | null];
  readonly fields: readonly string[];
  /** It was amended after that, by either of them or by somebody who looked into it. */
  readonly amendedSince: boolean;
  readonly standing: boolean;
  readonly events: readonly string[];
  readonly position: string;
}

/** Where tellers of one contribution differed. An older version of a filing is no teller of its own: `filing-differences` is about those. */
export function disagreements(tellings: readonly Telling[]): Disagreement[] {
  const moments = historyOf(tellings);
  const { standing } = moments.at(-1)!;
  return moments.flatMap(({ telling, holds }, i) => {
    const { contributionId, movementId, committeeId, source, names, eventId, position } = telling;
    // A refund may be told before its contribution.
    const first = movementId === null ? holds : { source: telling.movementSource, eventId: telling.movementEvent! };
    if (telling.type !== 'ContributionSighted' || names.length === 0 || telling.filingId !== null || !first) return [];
    const { committeeId: mine, receivedOn, amountCents } = moments.at(-1)!.holds ?? { committeeId, receivedOn: null, amountCents: null };
    return [{
      contributionId, movementId, committeeId: mine, receivedOn, amountCents, sources: [first.source, source] as const, fields: names,
      amendedSince: movementId === null && moments.slice(i).some((later) => later.holds !== holds), standing, events: [first.eventId, eventId], position,
    }];
  });
}
