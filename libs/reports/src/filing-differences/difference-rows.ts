import { valuesOf, COMPARED_FIELDS, type FieldValues } from '../reconciliation/compared-fields.js';
import type { Telling } from '../reconciliation/contribution-history.js';
import { compareVersions } from './compare-versions.js';
import type { ToldVersion } from './told-version.js';

/** One contribution that is not the same in both, and the events that make it so. */
export interface Difference {
  readonly contributionId: string;
  readonly transactionId: string | null;
  readonly line: string | null;
  readonly difference: 'added' | 'changed' | 'dropped';
  /** The names of what changed; of what is sealed, names are all there is. */
  readonly fields: readonly string[];
  /** Names of which nobody recorded whether they differ. */
  readonly undetermined: readonly string[];
  /** What counts after less what counted before; a memo counts nothing. Null where an older version's amount was not recorded. */
  readonly netCents: number | null;
  /** The values that differ, as far as they are known; all of them where there is no other side. */
  readonly before: FieldValues;
  readonly after: FieldValues;
  /** Ids of the events that say so, in the order of the log. */
  readonly beforeEvents: readonly string[];
  readonly afterEvents: readonly string[];
  readonly beforePosition: string | null;
  readonly afterPosition: string | null;
}

/** Cents of refunds are counted apart: what comes in and what goes back are not one sum. */
export interface DifferenceTotals {
  readonly added: number;
  readonly changed: number;
  readonly dropped: number;
  readonly unchanged: number;
  readonly netCents: number;
  readonly refundsNetCents: number;
  /** Differences whose cents nobody recorded: not in the sums. */
  readonly netUnknown: number;
}

/** Two versions of a contribution; null is none. `since` are the events that came between, where there is no version to name them. */
export interface Pair {
  readonly contributionId: string;
  readonly before: ToldVersion | null;
  readonly after: ToldVersion | null;
  readonly tellings: readonly Telling[];
  readonly since?: readonly Telling[];
}

/** @returns null when the two are the same */
export function differenceOf({ contributionId, before, after, tellings, since = [] }: Pair): Difference | null {
  const known = after ?? before;
  const compared = before && after ? compareVersions(before, after, tellings) : { fields: [], undetermined: [] };
  if (before && after && compared.fields.length + compared.undetermined.length === 0) return null;
  const shown = before && after ? compared.fields : COMPARED_FIELDS;
  const afterEvents = since.length > 0 ? since.map(({ eventId }) => eventId) : (after?.events ?? []);
  return {
    contributionId,
    transactionId: known?.values.transactionId ?? null,
    line: known?.values.line ?? null,
    difference: before && after ? 'changed' : before ? 'dropped' : 'added',
    ...compared,
    netCents: netOf(before, after),
    before: knownValues(before, shown),
    after: knownValues(after, shown),
    beforeEvents: before?.events ?? [],
    afterEvents,
    beforePosition: before?.position ?? null,
    afterPosition: since.at(-1)?.position ?? after?.position ?? null,
  };
}

export function totalsOf(differences: readonly Difference[], unchanged: number): DifferenceTotals {
  const count = (difference: Difference['difference']) => differences.filter((it) => it.difference === difference).length;
  const sum = (isRefund: boolean) => differences.reduce((cents, { line, netCents }) => cents + (isRefundLine(line) === isRefund ? (netCents ?? 0) : 0), 0);
  return {
    added: count('added'), changed: count('changed'), dropped: count('dropped'), unchanged,
    netCents: sum(false), refundsNetCents: sum(true), netUnknown: differences.filter(({ netCents }) => netCents === null).length,
  };
}

/** By line, then in the order of the rows' own ids. */
export function inOrder(differences: readonly Difference[]): Difference[] {
  const key = ({ line, transactionId, contributionId }: Difference) => `${line ?? ''}\u0000${transactionId ?? ''}\u0000${contributionId}`;
  return differences.map((it) => [key(it), it] as const).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, it]) => it);
}

/** Schedule B. */
const isRefundLine = (line: string | null): boolean => line?.startsWith('SB') ?? false;

function netOf(before: ToldVersion | null, after: ToldVersion | null): number | null {
  const counts = (version: ToldVersion | null) => (version && !version.values.memo ? version.values.amountCents : 0);
  const isUnknown = [before, after].some((version) => version?.unknown.some((name) => name === 'amountCents' || name === 'memo'));
  return isUnknown ? null : (counts(after) ?? 0) - (counts(before) ?? 0);
}

const knownValues = (version: ToldVersion | null, fields: readonly string[]): FieldValues =>
  version ? valuesOf(version.values, fields.filter((name) => !version.unknown.includes(name))) : {};
