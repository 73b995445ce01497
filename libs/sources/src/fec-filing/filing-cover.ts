import type { ReceiveFiling } from '@fieldledger/donations';
import { nameUuid } from '@fieldledger/kernel';
import { FileFault } from '../file-fault.js';
import { COVER_COLUMNS, type Form } from './cover-columns.js';
import { amountOf, isUntold, notAnAmount } from './filing-amount.js';
import { dayOf } from './filing-day.js';
import type { FilingHeader } from './filing-header.js';

/** What a cover says, and the report that this filing is a version of. */
export type FilingCover = Omit<ReceiveFiling, 'filingId' | 'rows' | 'provenance'>;

/**
 * The first row after the header. A report is known by who files it, the form and the days it covers: an amendment keeps
 * those, so that it is a version of the same report whichever of the two comes first.
 * @throws FileFault for a form that lists no receipts, and for a cover without its committee or its days
 */
export function filingCover(header: FilingHeader, row: number, cells: readonly string[]): FilingCover {
  const [, family, suffix = 'N'] = COVER.exec(cells[0]!.toUpperCase()) ?? [];
  if (family === undefined) throw new FileFault(otherForm(cells[0]!));
  const form = family as Form;
  const columns = COVER_COLUMNS[form][header.layout];
  const cell = (column: number) => cells[column - 1] ?? '';
  const fault = (what: string, column: number, problem: string) => new FileFault(`In row ${row}, the cover: ${what} (column ${column}) ${problem}. Look whether the file was cut off or edited, and download it again.`);

  const committeeId = cell(2).toUpperCase();
  if (!/^C\d{8}$/.test(committeeId)) throw fault('the committee id', 2, 'is not a C and eight digits');
  const [coverageFrom, coverageThrough] = [dayOf(cell(columns.coverageFrom)), dayOf(cell(columns.coverageThrough))];
  if (coverageFrom === undefined) throw fault('the first day covered', columns.coverageFrom, 'is not a day, YYYYMMDD');
  if (coverageThrough === undefined) throw fault('the last day covered', columns.coverageThrough, 'is not a day, YYYYMMDD');
  if (coverageThrough < coverageFrom) throw fault('the last day covered', columns.coverageThrough, 'is before the first');

  const cover = Object.entries(columns.lines).flatMap(([line, column]) => {
    if (isUntold(cell(column))) return [];
    const amountCents = amountOf(cell(column));
    if (amountCents === undefined) throw fault(`the amount of line ${line}`, column, notAnAmount(cell(column)));
    return [{ line, amountCents }];
  });
  return {
    reportId: nameUuid('fec-report', committeeId, form, coverageFrom, coverageThrough),
    committeeId,
    // Who files an F3X is a PAC or a party: the committee's own definition says which.
    ...(form !== 'F3X' && { committeeKind: 'candidate' as const }),
    form,
    formatVersion: header.version,
    reportCode: /^[A-Z0-9]{1,8}$/i.test(cell(columns.reportCode)) ? cell(columns.reportCode).toUpperCase() : 'NONE',
    coverageFrom,
    coverageThrough,
    amendmentNumber: amendmentNumber(suffix, header),
    amends: suffix === 'N' ? undefined : header.amends,
    signedOn: dayOf(cell(columns.signedOn)),
    cover,
  };
}

/** The forms that list receipts, by the type of their cover: new, amended or terminating. */
const COVER = /^(F3[XP]?)([NAT]?)$/;

export const isCover = (type: string): boolean => COVER.test(type.toUpperCase());

/** The header counts amendments; one that does not say which it is, is the first. A termination report can be amended too. */
function amendmentNumber(suffix: string, { reportNumber = 0, amends }: FilingHeader): number {
  if (suffix === 'A') return Math.max(1, reportNumber);
  return suffix === 'T' && amends !== undefined ? Math.max(1, reportNumber) : 0;
}

function otherForm(type: string): string {
  const shown = /^[A-Z0-9]{1,6}$/i.test(type) ? `a form ${type.toUpperCase()}` : 'no cover of a form that we know';
  const why = /^F4[NAT]?$/i.test(type) ? 'whose lines are those of conventions, which we do not read' : /^F3L[NAT]?$/i.test(type) ? 'which lists who bundled contributions, and no receipts' : 'which has no Schedule A';
  return `The row after the header is ${shown}, ${why}. Forms F3, F3X and F3P (new, amended or terminating) list receipts; import one of those.`;
}
