import type { Line } from './line.js';

/** What the detailed summary page adds up under one name. */
export const RECEIPT_MEASURES = [
  'individuals', 'unitemizedIndividuals', 'partyCommittees', 'otherCommittees', 'candidate', 'transfers', 'nonfederalTransfers', 'federalFunds', 'candidateLoans', 'otherLoans',
  'loanRepaymentsReceived', 'offsets', 'refundsReceived', 'otherReceipts',
] as const;
export type ReceiptMeasure = (typeof RECEIPT_MEASURES)[number];

export const REFUND_MEASURES = ['refundsIndividuals', 'refundsParty', 'refundsOtherCommittees', 'otherRefunds'] as const;
export type RefundMeasure = (typeof REFUND_MEASURES)[number];

/** The reports whose lines are numbered each in its own way. */
export type FormFamily = 'F3' | 'F3X' | 'F3P';

/**
 * The receipt lines of the detailed summary pages of FEC forms 3, 3X and 3P. 11(a)(ii) and 17(a)(ii) are the individuals
 * who are not listed by name; F3X has no line for candidates, so they are other political committees there.
 */
const RECEIPT_LINES: Readonly<Record<FormFamily, Readonly<Record<string, ReceiptMeasure>>>> = {
  F3: {
    SA11AI: 'individuals', SA11AII: 'unitemizedIndividuals', SA11B: 'partyCommittees', SA11C: 'otherCommittees', SA11D: 'candidate', SA12: 'transfers', SA13A: 'candidateLoans',
    SA13B: 'otherLoans', SA14: 'offsets', SA15: 'otherReceipts',
  },
  F3X: {
    SA11AI: 'individuals', SA11AII: 'unitemizedIndividuals', SA11B: 'partyCommittees', SA11C: 'otherCommittees', SA11D: 'otherCommittees', SA12: 'transfers', SA13: 'otherLoans',
    SA14: 'loanRepaymentsReceived', SA15: 'offsets', SA16: 'refundsReceived', SA17: 'otherReceipts', SA18: 'nonfederalTransfers',
  },
  F3P: {
    SA16: 'federalFunds', SA17A: 'individuals', SA17AII: 'unitemizedIndividuals', SA17B: 'partyCommittees', SA17C: 'otherCommittees', SA17D: 'candidate', SA18: 'transfers',
    SA19A: 'candidateLoans', SA19B: 'otherLoans', SA20A: 'offsets', SA20B: 'offsets', SA20C: 'offsets', SA21: 'otherReceipts',
    // Gifts that apps record have the line of form 3.
    SA11AI: 'individuals', SA11B: 'partyCommittees', SA11C: 'otherCommittees', SA11D: 'candidate',
  },
};

/** The lines that any of the forms has for receipts. */
export const RECEIPT_LINE_NAMES: readonly string[] = [...new Set(Object.values(RECEIPT_LINES).flatMap(Object.keys))];

const REFUND_LINES: Readonly<Record<string, RefundMeasure>> = {
  SB20A: 'refundsIndividuals', SB20B: 'refundsParty', SB20C: 'refundsOtherCommittees', SB28A: 'refundsIndividuals', SB28B: 'refundsParty', SB28C: 'refundsOtherCommittees',
};

/** Whose numbering a row follows: its filing's; without one, candidates' committees have form 3, all others 3X. */
export function formFamily({ form, committeeKind }: Pick<Line, 'form' | 'committeeKind'>): FormFamily {
  if (form === 'F3' || form === 'F3X' || form === 'F3P') return form;
  return committeeKind === 'candidate' ? 'F3' : 'F3X';
}

/** A line that the form does not have is among the other receipts, where its name shows. */
export function receiptMeasure(line: Pick<Line, 'form' | 'committeeKind' | 'line'>): ReceiptMeasure {
  return RECEIPT_LINES[formFamily(line)][line.line!] ?? 'otherReceipts';
}

export const refundMeasure = (line: string): RefundMeasure => REFUND_LINES[line] ?? 'otherRefunds';

/** The line on which individuals are who are not listed by name. */
export const unlistedLine = (line: Pick<Line, 'form' | 'committeeKind'>): string => (formFamily(line) === 'F3P' ? 'SA17AII' : 'SA11AII');

/** The line on which a contribution is paid back: refunds of contributions, by who gave; of anything else, other disbursements. */
export function refundLine(line: Pick<Line, 'form' | 'committeeKind' | 'line'>): string {
  const [refunds, others] = formFamily(line) === 'F3' ? ['SB20', 'SB21'] : ['SB28', 'SB29'];
  switch (receiptMeasure(line)) {
    case 'individuals':
    case 'unitemizedIndividuals':
      return `${refunds}A`;
    case 'partyCommittees':
      return `${refunds}B`;
    case 'otherCommittees':
    case 'candidate':
      return `${refunds}C`;
    default:
      return others!;
  }
}
