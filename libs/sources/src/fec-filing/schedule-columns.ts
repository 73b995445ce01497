import type { Layout } from './filing-version.js';

/** What we read of a row of Schedule A or B. */
export type ScheduleColumn =
  | 'transactionId' | 'backReferenceId' | 'entityType' | 'name' | 'organizationName' | 'lastName' | 'firstName' | 'middleName' | 'prefix' | 'suffix' | 'street1' | 'street2' | 'city' | 'state'
  | 'zip' | 'electionCode' | 'electionDescription' | 'date' | 'amount' | 'aggregate' | 'purpose' | 'employer' | 'occupation' | 'committeeId' | 'committeeName' | 'memo' | 'memoText';

/** Where each stands, counted from 1; what is not there, the layout does not have. */
export type ScheduleColumns = Readonly<Partial<Record<ScheduleColumn, number>>>;

// The positions are the FEC's, as dwillis/fech-sources (SchA.csv, SchB.csv) and esonderegger/fecfile (mappings.json) list them.

/** Alike on both schedules from format 6 on. */
const FROM_6: ScheduleColumns = {
  transactionId: 3, backReferenceId: 4, entityType: 6, organizationName: 7, lastName: 8, firstName: 9, middleName: 10, prefix: 11, suffix: 12, street1: 13, street2: 14, city: 15, state: 16,
  zip: 17, electionCode: 18, electionDescription: 19, date: 20, amount: 21,
};

const BEFORE_6: ScheduleColumns = { entityType: 3, name: 4, street1: 5, street2: 6, city: 7, state: 8, zip: 9 };

const RECEIPT_BEFORE_6: ScheduleColumns = {
  ...BEFORE_6, electionCode: 10, electionDescription: 11, employer: 12, occupation: 13, aggregate: 14, date: 15, amount: 16, purpose: 18, committeeId: 19, memo: 31, memoText: 32,
  transactionId: 34, backReferenceId: 35,
};

const PAYMENT_BEFORE_6: ScheduleColumns = {
  ...BEFORE_6, purpose: 11, electionCode: 12, electionDescription: 13, date: 14, amount: 15, committeeId: 16, memo: 28, memoText: 29, transactionId: 31, backReferenceId: 32,
};

const RECEIPT_FROM_6_4: ScheduleColumns = { ...FROM_6, aggregate: 22, purpose: 24, employer: 25, occupation: 26, committeeId: 27, committeeName: 28, memo: 44, memoText: 45 };
const PAYMENT_FROM_6_4: ScheduleColumns = { ...FROM_6, purpose: 24, committeeId: 26, committeeName: 27, memo: 43, memoText: 44 };

/** Schedule A: receipts. */
export const RECEIPT_COLUMNS: Readonly<Record<Layout, ScheduleColumns>> = {
  '2': RECEIPT_BEFORE_6,
  '5.1': { ...RECEIPT_BEFORE_6, organizationName: 39, lastName: 40, firstName: 41, middleName: 42, prefix: 43, suffix: 44 },
  '6.1': { ...FROM_6, aggregate: 22, purpose: 24, employer: 26, occupation: 27, committeeId: 28, memo: 44, memoText: 45 },
  '6.2': { ...FROM_6, aggregate: 22, purpose: 24, employer: 26, occupation: 27, committeeId: 28, committeeName: 29, memo: 45, memoText: 46 },
  '6.4': RECEIPT_FROM_6_4,
  '7.0': RECEIPT_FROM_6_4,
  '8.0': { ...FROM_6, aggregate: 22, purpose: 23, employer: 24, occupation: 25, committeeId: 26, committeeName: 27, memo: 43, memoText: 44 },
};

/** Schedule B: payments, of which we read those that give contributions back. */
export const PAYMENT_COLUMNS: Readonly<Record<Layout, ScheduleColumns>> = {
  '2': PAYMENT_BEFORE_6,
  '5.1': { ...PAYMENT_BEFORE_6, organizationName: 38, lastName: 39, firstName: 40, middleName: 41, prefix: 42, suffix: 43 },
  '6.1': { ...FROM_6, purpose: 23, committeeId: 27, memo: 43, memoText: 44 },
  '6.2': { ...FROM_6, purpose: 23, committeeId: 27, committeeName: 28, memo: 44, memoText: 45 },
  '6.4': PAYMENT_FROM_6_4,
  '7.0': PAYMENT_FROM_6_4,
  '8.0': { ...FROM_6, purpose: 23, committeeId: 25, committeeName: 26, memo: 42, memoText: 43 },
};
