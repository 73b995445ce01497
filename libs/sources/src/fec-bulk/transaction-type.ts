/**
 * What TRANSACTION_TP says of a contribution by an individual: the types of this file, and no others, as the FEC
 * describes it (fec.gov, contributions by individuals file description; transaction type code descriptions). A conduit
 * writes what it was given (15I, 15T) and what it passed on (24I, 24T); the latter is a disbursement.
 */
const TYPES = {
  receipt: ['10', '11', '15', '15C', '15E', '15I', '15T', '19', '30', '30E', '30T', '31', '31E', '31T', '32', '32E', '32T'],
  refund: ['20Y', '21Y', '22Y', '40T', '40Y', '41T', '41Y', '42T', '42Y'],
  'passed-on': ['24I', '24T'],
} as const;

export type TransactionKind = keyof typeof TYPES;

const KINDS: ReadonlyMap<string, TransactionKind> = new Map(Object.entries(TYPES).flatMap(([kind, types]) => types.map((type) => [type, kind as TransactionKind])));

/** The kind of a type; undefined for one that this file does not have. No type at all is a receipt: old reports wrote none. */
export function transactionKind(type: string): TransactionKind | undefined {
  return type === '' ? 'receipt' : KINDS.get(type);
}

/** Whether it came through a conduit: OTHER_ID then is the conduit's. */
export function isEarmarked(type: string): boolean {
  return type.endsWith('E');
}

/**
 * The line of what is not on its giver's: a candidate's own money, and what a national party keeps in its accounts for
 * conventions (30, 40), headquarters (31, 41), recounts and other proceedings (32, 42), which are other receipts and other
 * payments (fec.gov, national party accounts for certain expenses).
 */
export function lineOf(type: string): string | undefined {
  if (type === '15C') return 'SA11D';
  if (/^3[012]/.test(type)) return 'SA17';
  if (/^4[01]/.test(type)) return 'SB21B';
  return type.startsWith('42') ? 'SB29' : undefined;
}
