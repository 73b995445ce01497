import type { ReceiveFiling } from '@fieldledger/donations';
import type { Layout } from './filing-version.js';

/** A report that lists receipts, without its last letter. */
export type Form = ReceiveFiling['form'];

/** Where a cover says what we read of it, counted from 1; `lines` are this period's amounts, column A. */
export interface CoverColumns {
  readonly reportCode: number;
  readonly coverageFrom: number;
  readonly coverageThrough: number;
  readonly signedOn: number;
  /** By the names that the lines of rows have; SA11AII and SA17AII are the individuals who are not listed, SA11AIII and SA17AIII all of them. */
  readonly lines: Readonly<Record<string, number>>;
}

// The positions are the FEC's, as dwillis/fech-sources (F3.csv, F3X.csv, F3P.csv) lists them. Sums of other lines are left out.

const F3_BEFORE_6: CoverColumns = {
  reportCode: 12, coverageFrom: 20, coverageThrough: 21, signedOn: 93,
  lines: {
    SA11AI: 31, SA11AII: 32, SA11AIII: 33, SA11B: 34, SA11C: 35, SA11D: 36, SA12: 38, SA13A: 39, SA13B: 40, SA14: 42, SA15: 43, SB20A: 50, SB20B: 51, SB20C: 52,
  },
};

const F3_FROM_6_1: CoverColumns = {
  reportCode: 12, coverageFrom: 16, coverageThrough: 17, signedOn: 23,
  lines: {
    SA11AI: 40, SA11AII: 41, SA11AIII: 42, SA11B: 43, SA11C: 44, SA11D: 45, SA12: 47, SA13A: 48, SA13B: 49, SA14: 51, SA15: 52, SB20A: 59, SB20B: 60, SB20C: 61,
  },
};

const F3_FROM_6_4: CoverColumns = {
  reportCode: 12, coverageFrom: 16, coverageThrough: 17, signedOn: 23,
  lines: {
    SA11AI: 33, SA11AII: 34, SA11AIII: 35, SA11B: 36, SA11C: 37, SA11D: 38, SA12: 40, SA13A: 41, SA13B: 42, SA14: 44, SA15: 45, SB20A: 52, SB20B: 53, SB20C: 54,
  },
};

const F3X_BEFORE_6: CoverColumns = {
  reportCode: 11, coverageFrom: 15, coverageThrough: 16, signedOn: 107,
  lines: {
    SA11AI: 24, SA11AII: 25, SA11AIII: 26, SA11B: 27, SA11C: 28, SA12: 30, SA13: 31, SA14: 32, SA15: 33, SA16: 34, SA17: 35, SB28A: 49, SB28B: 50, SB28C: 51,
  },
};

const F3X_FROM_6: CoverColumns = {
  reportCode: 10, coverageFrom: 14, coverageThrough: 15, signedOn: 22,
  lines: {
    SA11AI: 30, SA11AII: 31, SA11AIII: 32, SA11B: 33, SA11C: 34, SA12: 36, SA13: 37, SA14: 38, SA15: 39, SA16: 40, SA17: 41, SB28A: 57, SB28B: 58, SB28C: 59,
  },
};

/** Before format 7 the cover gives one amount for all individuals. */
const F3P_BEFORE_6: CoverColumns = {
  reportCode: 12, coverageFrom: 16, coverageThrough: 17, signedOn: 198,
  lines: {
    SA16: 28, SA17AIII: 29, SA17B: 30, SA17C: 31, SA17D: 32, SA18: 34, SA19A: 35, SA19B: 36, SA20A: 38, SA20B: 39, SA20C: 40, SA21: 42, SB28A: 51, SB28B: 52, SB28C: 53,
  },
};

const F3P_6: CoverColumns = {
  reportCode: 12, coverageFrom: 16, coverageThrough: 17, signedOn: 23,
  lines: {
    SA16: 34, SA17AIII: 35, SA17B: 36, SA17C: 37, SA17D: 38, SA18: 40, SA19A: 41, SA19B: 42, SA20A: 44, SA20B: 45, SA20C: 46, SA21: 48, SB28A: 57, SB28B: 58, SB28C: 59,
  },
};

const F3P_FROM_7: CoverColumns = {
  reportCode: 12, coverageFrom: 16, coverageThrough: 17, signedOn: 23,
  lines: {
    SA16: 34, SA17A: 35, SA17AII: 36, SA17AIII: 37, SA17B: 38, SA17C: 39, SA17D: 40, SA18: 42, SA19A: 43, SA19B: 44, SA20A: 46, SA20B: 47, SA20C: 48, SA21: 50, SB28A: 59, SB28B: 60, SB28C: 61,
  },
};

export const COVER_COLUMNS: Readonly<Record<Form, Readonly<Record<Layout, CoverColumns>>>> = {
  F3: { '2': F3_BEFORE_6, '5.1': F3_BEFORE_6, '6.1': F3_FROM_6_1, '6.2': F3_FROM_6_1, '6.4': F3_FROM_6_4, '7.0': F3_FROM_6_4, '8.0': F3_FROM_6_4 },
  F3X: { '2': F3X_BEFORE_6, '5.1': F3X_BEFORE_6, '6.1': F3X_FROM_6, '6.2': F3X_FROM_6, '6.4': F3X_FROM_6, '7.0': F3X_FROM_6, '8.0': F3X_FROM_6 },
  F3P: { '2': F3P_BEFORE_6, '5.1': F3P_BEFORE_6, '6.1': F3P_6, '6.2': F3P_6, '6.4': F3P_6, '7.0': F3P_FROM_7, '8.0': F3P_FROM_7 },
};
