import type { CommitteeDefined } from '@fieldledger/donations';
import type { Projection } from '@fieldledger/kernel';
import { beside } from '../report.js';

type Key = { committeeId: string };

export type CommitteeRow = {
  kind: string | null;
  name: string | null;
  cycleYears: number | null;
  cycleEndsIn: number | null;
  position: string | null;
};

/** What the organization says of committees: it may say so after the first gift, and then it holds for that one too. */
export const committees: Projection<CommitteeDefined, Key, CommitteeRow> = {
  name: 'committees',
  version: 2,
  table: beside(import.meta.url, './committees.table.sql'),
  keyColumns: ['committeeId'],
  key: ({ data }) => ({ committeeId: data.committeeId }),
  initial: { kind: null, name: null, cycleYears: null, cycleEndsIn: null, position: null },
  fold: {
    CommitteeDefined: (_row, { data, position }) => ({ kind: data.kind, name: data.name ?? null, cycleYears: data.cycle?.years ?? null, cycleEndsIn: data.cycle?.endsIn ?? null, position }),
  },
};
