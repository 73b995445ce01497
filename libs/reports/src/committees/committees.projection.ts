import type { CommitteeDefined } from '@fieldledger/donations';
import type { Projection } from '@fieldledger/kernel';
import { beside } from '../report.js';

type Key = { committeeId: string };

export type CommitteeRow = {
  kind: string | null;
  cycleYears: number | null;
  cycleEndsIn: number | null;
  position: string | null;
};

/** What the organization says of committees: it may say so after the first gift, and then it holds for that one too. */
export const committees: Projection<CommitteeDefined, Key, CommitteeRow> = {
  name: 'committees',
  version: 1,
  table: beside(import.meta.url, './committees.table.sql'),
  keyColumns: ['committeeId'],
  key: ({ data }) => ({ committeeId: data.committeeId }),
  initial: { kind: null, cycleYears: null, cycleEndsIn: null, position: null },
  fold: {
    CommitteeDefined: (_row, { data, position }) => ({ kind: data.kind, cycleYears: data.cycle?.years ?? null, cycleEndsIn: data.cycle?.endsIn ?? null, position }),
  },
};
