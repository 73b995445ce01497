import type { SightContribution } from '@fieldledger/donations';
import type { RowItem } from '../source.js';
import { areTaken } from '../words.js';
import type { FilingCover } from './filing-cover.js';
import { amountOf, isUntold, notAnAmount } from './filing-amount.js';
import { dayOf } from './filing-day.js';
import type { ScheduleLine } from './line-names.js';
import { rowContributor, type Cell } from './row-contributor.js';
import type { RowIdentity } from './row-identity.js';
import type { ScheduleColumn, ScheduleColumns } from './schedule-columns.js';

/** The filing that a row stands in. */
export interface FilingOfRow {
  readonly filingId: string;
  readonly cover: FilingCover;
  readonly nameDelimiter: string;
  readonly identity: RowIdentity;
  /** A row cannot be dated after it: the day after the import's, since days begin at different moments. */
  readonly latestDay: string;
}

/** What is wrong with a column of a row. It quotes no cell, since any may hold a name. */
export interface ColumnFault {
  readonly column: string;
  readonly at: number;
  readonly problem: string;
}

/**
 * A row of a schedule as a sighting. A conduit is named in its columns without its FEC id, so no earmark is told: what the
 * filer says of it stands in the purpose and the memo text, which are sealed.
 */
export function scheduleRow(filing: FilingOfRow, { kind, line }: ScheduleLine, columns: ScheduleColumns, cells: readonly string[]): RowItem | readonly ColumnFault[] {
  const cell: Cell = (column) => (columns[column] === undefined ? '' : (cells[columns[column] - 1] ?? ''));
  const faults: ColumnFault[] = [];
  const fault = (column: ScheduleColumn, problem: string) => void faults.push({ column: inWords(column), at: columns[column]!, problem });

  const told = dayOf(cell('date'));
  // What was filed cannot be mended any more: without a day it counts at the end of its period, and is flagged.
  const dayUnknown = told === undefined || told > filing.latestDay || undefined;
  const { coverageFrom: first, coverageThrough: last } = filing.cover;
  const receivedOn = dayUnknown ? (last > filing.latestDay ? first : last) : told!;
  const amountCents = amountOf(cell('amount'));
  if (amountCents === undefined) fault('amount', notAnAmount(cell('amount')));
  const claimedAggregateCents = amountOf(cell('aggregate'));
  if (claimedAggregateCents === undefined && !isUntold(cell('aggregate'))) fault('aggregate', notAnAmount(cell('aggregate')));
  for (const [column, longest] of LONGEST) {
    if (cell(column).length > longest && [...cell(column)].length > longest) fault(column, `is longer than ${longest} characters`);
    if (cell(column).includes('\u0000')) fault(column, 'has a NUL character in it');
  }
  if (amountCents === undefined || faults.length > 0) return faults;

  const { filingId, cover, nameDelimiter, identity } = filing;
  const { reportId, form, amendmentNumber, coverageFrom, coverageThrough } = cover;
  const [transactionId, backReferenceId] = [idOf(cell('transactionId')), idOf(cell('backReferenceId'))];
  const contributor = rowContributor(cell, nameDelimiter);
  const contributionId = identity.of({ transactionId, line, receivedOn, amountCents, claimedAggregateCents, committeeId: contributor?.committeeId });
  const [purpose, memoText] = [cell('purpose') || undefined, cell('memoText') || undefined];
  const electionCode = /^[GPRSCEO](?:19|20)\d\d$/.test(cell('electionCode').toUpperCase()) ? cell('electionCode').toUpperCase() : undefined;
  const item: SightContribution = {
    contributionId,
    source: 'fec-filing',
    kind,
    filing: { filingId, reportId, form, amendmentNumber, coverageFrom, coverageThrough, transactionId, backReferenceId },
    line,
    claimedAggregateCents,
    committeeId: cover.committeeId,
    committeeKind: cover.committeeKind,
    amountCents,
    receivedOn,
    dayUnknown,
    filerDiffers: isOtherFiler(cells[FILER - 1], cover.committeeId) || undefined,
    electionCode,
    electionDescription: areTaken(cell('electionDescription'), 20) ? cell('electionDescription') || undefined : undefined,
    contributor,
    memo: cell('memo').toUpperCase() === 'X' || undefined,
    remarks: purpose === undefined && memoText === undefined ? undefined : { purpose, memoText },
  };
  return { door: 'sightings', id: contributionId, item };
}

/** In every layout and on every schedule. */
const FILER = 2;

/** Rows of two filings in one file would count for one committee; a blank says nothing of whose the row is. */
const isOtherFiler = (filer = '', committeeId: string) => filer !== '' && filer.toUpperCase() !== committeeId;

/** A filer's own id of a row. What has no digit could be anything, a name too, and stays out. */
function idOf(text: string): string | undefined {
  return /^(?=.*\d)[\w.:/()#-]{1,40}$/.test(text) ? text : undefined;
}

const NAME_AND_ADDRESS = [
  'name', 'organizationName', 'lastName', 'firstName', 'middleName', 'prefix', 'suffix', 'street1', 'street2', 'city', 'state', 'zip', 'employer', 'occupation', 'committeeName',
] as const satisfies readonly ScheduleColumn[];

/** What is stored of each, in characters; the FEC's own limits are far lower. */
const LONGEST: readonly (readonly [ScheduleColumn, number])[] = [...NAME_AND_ADDRESS.map((column) => [column, 200] as const), ['purpose', 500], ['memoText', 500]];

/** `memoText` as "the memo text". */
const inWords = (column: ScheduleColumn) => `the ${column.replace(/\d/, ' $&').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}`;
