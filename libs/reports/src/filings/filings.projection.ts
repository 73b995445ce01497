import type { FilingCompleted, FilingReceived } from '@fieldledger/donations';
import type { Projection } from '@fieldledger/kernel';
import { beside } from '../report.js';

type Key = { filingId: string };

export type FilingVersionRow = {
  reportId: string | null;
  committee: string | null;
  form: string | null;
  reportCode: string | null;
  coverageFrom: string | null;
  coverageThrough: string | null;
  amendmentNumber: number | null;
  amends: string | null;
  signedOn: string | null;
  formatVersion: string | null;
  /** `LINE=cents`, such as `SA11AI=936417`. */
  cover: readonly string[];
  complete: boolean;
  parts: number;
  rowCount: number;
  receivedEvent: string | null;
  receivedPosition: string | null;
  completedEvent: string | null;
  completedPosition: string | null;
};

/** Every version of every report that was imported, and what its cover says. */
export const filings: Projection<FilingReceived | FilingCompleted, Key, FilingVersionRow> = {
  name: 'filings',
  version: 1,
  table: beside(import.meta.url, './filings.table.sql'),
  keyColumns: ['filingId'],
  key: ({ data }) => ({ filingId: data.filingId }),
  initial: {
    reportId: null, committee: null, form: null, reportCode: null, coverageFrom: null, coverageThrough: null, amendmentNumber: null, amends: null, signedOn: null, formatVersion: null,
    cover: [], complete: false, parts: 0, rowCount: 0, receivedEvent: null, receivedPosition: null, completedEvent: null, completedPosition: null,
  },
  fold: {
    FilingReceived: (row, { id, position, data }) => ({
      ...row,
      reportId: data.reportId,
      committee: data.committeeId,
      form: data.form,
      reportCode: data.reportCode,
      coverageFrom: data.coverageFrom,
      coverageThrough: data.coverageThrough,
      amendmentNumber: data.amendmentNumber,
      amends: data.amends ?? null,
      signedOn: data.signedOn ?? null,
      formatVersion: data.formatVersion,
      cover: data.cover.map(({ line, amountCents }) => `${line}=${amountCents}`),
      receivedEvent: id,
      receivedPosition: position,
    }),
    FilingCompleted: (row, { id, position, data }) => ({ ...row, complete: true, parts: data.parts, rowCount: data.rows, completedEvent: id, completedPosition: position }),
  },
};
