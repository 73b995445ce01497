import type { RowReader } from '../headed-csv.js';
import { lineitemItems } from './lineitem.js';
import { PAID_COLUMNS, type PaidColumn } from './paid-columns.js';
import type { PlaceOf, ToldLineitem } from './told-lineitem.js';

/** A row of paid or refunded contributions: the latter says besides when it went back. @throws LineitemFault as `lineitemItems` */
export const readPaidRow: RowReader = (cells) => ({ items: lineitemItems(toldBy(cells), 'actblue-csv', placeOf) });

/** The column of each member that is one cell. */
const COLUMN_OF = {
  lineitemId: 'Lineitem ID', orderNumber: 'Receipt ID', paidAt: 'Date', amount: 'Amount', fee: 'Fee', governmentId: 'Recipient Gov ID', entityId: 'Recipient ID', election: 'Recipient Election',
  form: 'Fundraising Page', referenceCode: 'Reference Code', referenceCode2: 'Reference Code 2', plannedCharges: 'Recurring Total Months', sequence: 'Recurrence Number', donorId: 'Donor ID',
  comment: 'Comments', refundedAt: 'Refund Date', disbursementId: 'Disbursement ID', disbursedAt: 'Disbursement Date', refundId: 'Refund ID', recoveryId: 'Recovery ID', recoveredAt: 'Recovery Date',
} as const satisfies Partial<Record<keyof ToldLineitem, PaidColumn>>;

const DONOR_COLUMN_OF = {
  lastName: 'Donor Last Name', firstName: 'Donor First Name', street1: 'Donor Addr1', street2: 'Donor Addr2', city: 'Donor City', state: 'Donor State', zip: 'Donor ZIP', country: 'Donor Country',
  employer: 'Donor Employer', occupation: 'Donor Occupation', email: 'Donor Email', phone: 'Donor Phone',
} as const satisfies Partial<Record<keyof ToldLineitem['donor'], PaidColumn>>;

const AT: ReadonlyMap<string, number> = new Map(PAID_COLUMNS.map((name, at) => [name, at]));

function toldBy(cells: readonly string[]): ToldLineitem {
  const cell = (column: PaidColumn) => cells[AT.get(column)!]!.trim() || undefined;
  const texts = <M extends string>(columns: Readonly<Record<M, PaidColumn>>) => {
    const told: Partial<Record<M, string>> = {};
    for (const member in columns) told[member] = cell(columns[member]);
    return told;
  };
  const told = texts(COLUMN_OF);
  const answer = cell('Custom Field 1 Value');
  return {
    ...told,
    isCheck: cell('Check Number') !== undefined,
    recurs: cell('Recur Weekly') === 't' ? 'weekly' : isMonthly(told) ? 'monthly' : undefined,
    donor: withWholeZip(texts(DONOR_COLUMN_OF)),
    comment: [told.comment, answer && `${cell('Custom Field 1 Label') ?? ''}: ${answer}`].filter(Boolean).join('\n') || undefined,
  };
}

/** A spreadsheet that saved the file took ZIP codes for numbers, whose zeros in front are lost. Elsewhere codes are as long as they are. */
function withWholeZip(donor: ToldLineitem['donor']): ToldLineitem['donor'] {
  const { zip, country = 'US' } = donor;
  if (zip === undefined || !/^(?:US|USA|United States)$/i.test(country)) return donor;
  return { ...donor, zip: zip.replace(/^\d{3,4}(?=(?:-\d{4})?$)/, (digits) => digits.padStart(5, '0')).replace(/^\d{7,8}$/, (digits) => digits.padStart(9, '0')) };
}

/** A single payment says 0 or 1 months, or nothing; a series without end says a word, such as `unlimited`. */
function isMonthly({ plannedCharges, sequence }: Pick<ToldLineitem, 'plannedCharges' | 'sequence'>): boolean {
  return (plannedCharges !== undefined && !/^[01]$/.test(plannedCharges)) || Number(sequence ?? 1) > 1;
}

const placeOf: PlaceOf = (member) => `the column "${({ ...COLUMN_OF, ...DONOR_COLUMN_OF } as Partial<Record<typeof member, PaidColumn>>)[member]}"`;
