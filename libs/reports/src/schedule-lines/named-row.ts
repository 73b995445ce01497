import { withMembers } from '@fieldledger/kernel';
import { type Columns, each, TEXT_OR_NULL } from '../columns.js';
import { ERASED, type NamedContributor } from '../contributors/contributors.query.js';
import type { Part } from './item.js';
import type { ScheduleRow } from './schedule-row.js';

/** A line item with who gave, in the members that forms ask for. Null is what was not given. */
export interface NamedRow extends ScheduleRow {
  /** As forms write it: an organization's name, else last name, first name. */
  readonly name: string | null;
  readonly organizationName: string | null;
  readonly lastName: string | null;
  readonly firstName: string | null;
  readonly middleName: string | null;
  readonly prefix: string | null;
  readonly suffix: string | null;
  readonly street1: string | null;
  readonly street2: string | null;
  readonly city: string | null;
  readonly state: string | null;
  readonly zip: string | null;
  readonly country: string | null;
  /** What the committee is called through which it was earmarked. */
  readonly conduitName: string | null;
  readonly employer: string | null;
  readonly occupation: string | null;
  readonly electionDescription: string | null;
  readonly purpose: string | null;
  readonly memoText: string | null;
}

/** What names add to a row. */
export const NAMES = each(
  TEXT_OR_NULL, 'name', 'organizationName', 'lastName', 'firstName', 'middleName', 'prefix', 'suffix', 'street1', 'street2', 'city', 'state', 'zip', 'country', 'conduitName', 'employer', 'occupation', 'electionDescription', 'purpose', 'memoText',
) satisfies Columns<Omit<NamedRow, keyof ScheduleRow>>;

/**
 * Whose name an item has: who gave, or whom it was attributed to, or the conduit.
 * @param electionTold for which the gift itself was told; what that is called is said of no other
 */
export function namedRow(row: ScheduleRow, contributors: ReadonlyMap<string, NamedContributor>, conduitName: string | null, electionTold: string | null): NamedRow {
  const named = row.part === 'earmark-memo' ? undefined : contributors.get(row.attributedBy ?? row.contributionId);
  const { organizationName = (row.part === 'earmark-memo' ? conduitName : null) ?? undefined, lastName = named?.erased ? ERASED : undefined, firstName, middleName, prefix, suffix, street1, street2, city, state, zip, country, employer, occupation } = named?.person ?? {};
  const isItself = row.part === 'receipt' || row.part === 'reported-refund';
  const personName = [lastName, [firstName, middleName, suffix].filter((part) => part !== undefined).join(' ')].filter((part) => part).join(', ');
  return withMembers(row, {
    name: organizationName ?? (personName === '' ? null : personName),
    organizationName: organizationName ?? null,
    lastName: lastName ?? null,
    firstName: firstName ?? null,
    middleName: middleName ?? null,
    prefix: prefix ?? null,
    suffix: suffix ?? null,
    street1: street1 ?? null,
    street2: street2 ?? null,
    city: city ?? null,
    state: state ?? null,
    zip: zip ?? null,
    country: country ?? null,
    conduitName,
    employer: employer ?? null,
    occupation: occupation ?? null,
    electionDescription: (row.electionCode === electionTold ? contributors.get(row.contributionId)?.remarks.electionDescription : undefined) ?? null,
    purpose: (isItself ? named?.remarks.purpose : undefined) ?? (row.part === 'receipt' && row.conduit !== null ? EARMARKED : PURPOSES[row.part]) ?? null,
    memoText: (isItself ? named?.remarks.memoText : undefined) ?? MEMO_TEXTS[row.part] ?? null,
  });
}

/** The words that the Commission's instructions give for items that come from another. */
const EARMARKED = 'Earmarked Contribution: See Below';
/** What stands where a person's own words or name stood, once these are gone, besides nothing. */
export const STANDS_FOR_GONE: readonly string[] = [ERASED, EARMARKED];
const PURPOSES: Readonly<Partial<Record<Part, string>>> = {
  'earmark-memo': 'Total earmarked through conduit. PAC limit not affected.', bounce: 'Return/Void', refund: 'Refund of contribution', chargeback: 'Refund of contribution: chargeback', 'chargeback-void': 'Void of refund: chargeback came back',
};
const MEMO_TEXTS: Readonly<Partial<Record<Part, string>>> = {
  'redesignation-from': 'REDESIGNATION', 'redesignation-to': 'REDESIGNATION', 'reattribution-from': 'REATTRIBUTION', 'reattribution-to': 'REATTRIBUTION',
};
