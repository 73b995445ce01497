import type { Contributor, SightContribution } from '@fieldledger/donations';
import { ENTITY_TYPES, type EntityType } from '@fieldledger/finance-rules';
import { CODE, nameUuid } from '@fieldledger/kernel';
import { centsOf } from '../dollars.js';
import { RowFault, type RowReading } from '../source.js';
import { shownValue } from '../shown-value.js';
import { areTaken } from '../words.js';
import { personName } from './person-name.js';
import { isEarmarked, lineOf, transactionKind } from './transaction-type.js';

/** The columns of `itcont`, by position: there is no header. */
export const ITCONT_COLUMNS = [
  'CMTE_ID', 'AMNDT_IND', 'RPT_TP', 'TRANSACTION_PGI', 'IMAGE_NUM', 'TRANSACTION_TP', 'ENTITY_TP', 'NAME', 'CITY', 'STATE', 'ZIP_CODE', 'EMPLOYER', 'OCCUPATION', 'TRANSACTION_DT',
  'TRANSACTION_AMT', 'OTHER_ID', 'TRAN_ID', 'FILE_NUM', 'MEMO_CD', 'MEMO_TEXT', 'SUB_ID',
] as const;
type Column = (typeof ITCONT_COLUMNS)[number];

/** The id of the contribution that a row of the FEC's own is about, whichever of its files tells. @throws RowFault `bad-id` */
export function contributionIdOf(subId: string): string {
  if (!/^\d{1,19}$/.test(subId)) throw new RowFault('bad-id', `SUB_ID must be the FEC's number of the row, of up to 19 digits; ${shownValue(subId)}. Without it a repeat could not be told from a new row.`);
  return nameUuid('fec-bulk', subId);
}

/**
 * A row of contributions by individuals, as a sighting. What the FEC tells later about a row holds instead.
 * @throws RowFault that names the column
 */
export function itcontReading(cells: readonly string[]): RowReading {
  const text = (column: Column) => cells[AT[column]]!.trim();
  const contributionId = contributionIdOf(text('SUB_ID'));
  const type = text('TRANSACTION_TP').toUpperCase();
  const kind = transactionKind(type);
  if (!kind) throw new RowFault('bad-type', `TRANSACTION_TP holds a type that contributions by individuals do not have; ${shownValue(type)}. Is this another of the FEC's bulk files?`);
  if (kind === 'passed-on') return { skipped: 'A conduit passed this on (24I, 24T): it is neither a receipt nor a refund.' };
  const other = text('OTHER_ID');
  const otherCommittee = /^C\d{8}$/.test(other) ? other : undefined;
  const memoText = words(text('MEMO_TEXT'), 'MEMO_TEXT', 500);
  const item: Omit<SightContribution, 'provenance'> = {
    contributionId,
    source: 'fec-bulk',
    kind,
    restates: true,
    line: lineOf(type),
    committeeId: codeOf(text('CMTE_ID'), 'CMTE_ID'),
    amountCents: amountOf(text('TRANSACTION_AMT')),
    receivedOn: dayOf(text('TRANSACTION_DT')),
    electionCode: electionOf(text('TRANSACTION_PGI').toUpperCase()),
    contributor: contributorOf(text, otherCommittee),
    earmark: isEarmarked(type) && otherCommittee !== undefined ? { conduitCommitteeId: otherCommittee } : undefined,
    memo: text('MEMO_CD').toUpperCase() === 'X' ? true : undefined,
    remarks: memoText === undefined ? undefined : { memoText },
  };
  return { items: [{ door: 'sightings', id: contributionId, item }] };
}

const AT = Object.fromEntries(ITCONT_COLUMNS.map((column, at) => [column, at])) as Readonly<Record<Column, number>>;

/** Nobody named is an anonymous gift. */
function contributorOf(text: (column: Column) => string, otherCommittee: string | undefined): Contributor | undefined {
  const name = words(text('NAME'), 'NAME', 200);
  const entityType = entityTypeOf(text('ENTITY_TP').toUpperCase(), name);
  if (entityType === undefined) return undefined;
  const isPerson = entityType === 'IND' || entityType === 'CAN';
  return {
    entityType,
    committeeId: isPerson ? undefined : otherCommittee,
    ...(isPerson ? personName(name ?? '') : { organizationName: name }),
    city: words(text('CITY'), 'CITY', 200),
    state: words(text('STATE'), 'STATE', 200),
    zip: words(text('ZIP_CODE'), 'ZIP_CODE', 200),
    employer: words(text('EMPLOYER'), 'EMPLOYER', 200),
    occupation: words(text('OCCUPATION'), 'OCCUPATION', 200),
  };
}

/** Only electronic filings since April 2002 say it; before, a comma in the name shows a person. */
function entityTypeOf(text: string, name: string | undefined): EntityType | undefined {
  if (text === '') return name === undefined ? undefined : name.includes(',') ? 'IND' : 'ORG';
  if ((ENTITY_TYPES as readonly string[]).includes(text)) return text as EntityType;
  throw new RowFault('bad-entity-type', `ENTITY_TP must be one of ${ENTITY_TYPES.join(', ')}, or blank; ${shownValue(text)}.`);
}

/** A code without a year names no election. */
function electionOf(text: string): string | undefined {
  return /^[GPRSCEO](?:19|20)\d\d$/.test(text) ? text : undefined;
}

function amountOf(text: string): number {
  const cents = centsOf(text);
  if (cents === undefined) throw new RowFault('bad-amount', `TRANSACTION_AMT must be an amount in dollars, such as 250 or -12.50; ${shownValue(text)}.`);
  return cents;
}

/** MMDDYYYY; whoever took the file through a spreadsheet or a database may have slashes. */
function dayOf(text: string): string {
  const [, month, , day, year] = /^(\d\d)(\/?)(\d\d)\2((?:19|20)\d\d)$/.exec(text) ?? [];
  if (!isDate(Number(year), Number(month), Number(day))) throw new RowFault('bad-date', `TRANSACTION_DT must be a day as MMDDYYYY, such as 08312018; ${shownValue(text)}.`);
  return `${year}-${month}-${day}`;
}

/** The thirtieth of February would become one of March. */
function isDate(year: number, month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && (day <= 28 || day <= new Date(Date.UTC(year, month, 0)).getUTCDate());
}

function codeOf(text: string, column: Column): string {
  if (CODE.test(text)) return text;
  throw new RowFault('bad-id', `${column} must be a committee's id, such as C00123456; ${shownValue(text)}.`);
}

/** The text of a cell; undefined where it is blank. @throws RowFault `bad-text` */
function words(text: string, column: Column, longest: number): string | undefined {
  if (!areTaken(text, longest)) throw new RowFault('bad-text', `${column} is longer than ${longest} characters or holds a NUL. Is a delimiter or a line end missing?`);
  return text === '' ? undefined : text;
}
