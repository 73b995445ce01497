import type { FilingRowsListed } from '@fieldledger/donations';
import type { Projection } from '@fieldledger/kernel';
import { beside } from '../report.js';

type Key = { filingId: string; part: number };

/** Which rows each version of a report has. */
export const filingRows: Projection<FilingRowsListed, Key, { contributionIds: readonly string[] }> = {
  name: 'filing_rows',
  version: 1,
  table: beside(import.meta.url, './filing-rows.table.sql'),
  keyColumns: ['filingId', 'part'],
  key: ({ data }) => ({ filingId: data.filingId, part: data.part }),
  initial: { contributionIds: [] },
  fold: { FilingRowsListed: (_row, { data }) => ({ contributionIds: data.contributionIds }) },
};
