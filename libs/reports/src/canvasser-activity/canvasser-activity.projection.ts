import type { ContactAttempted, ContactAttemptVoided } from '@fieldledger/contacts';
import type { Projection } from '@fieldledger/kernel';
import { localDay } from '../local-day.js';
import { beside } from '../report.js';

type Key = { attemptId: string };

type Knock = {
  standing: boolean;
  canvasserId: string | null;
  campaignId: string | null;
  turfId: string | null;
  day: string | null;
  attemptedAt: string | null;
  reached: boolean;
};

export const canvasserActivity: Projection<ContactAttempted | ContactAttemptVoided, Key, Knock> = {
  name: 'canvasser_activity',
  version: 1,
  table: beside(import.meta.url, './canvasser-activity.table.sql'),
  keyColumns: ['attemptId'],
  key: ({ data }) => ({ attemptId: data.attemptId }),
  initial: { standing: false, canvasserId: null, campaignId: null, turfId: null, day: null, attemptedAt: null, reached: false },
  fold: {
    ContactAttempted: (_row, { data }) => ({
      standing: true,
      canvasserId: data.canvasserId ?? null,
      campaignId: data.campaignId,
      turfId: data.turfId ?? null,
      day: localDay(data.attemptedAt, data.meaning.dayZone),
      attemptedAt: data.attemptedAt,
      reached: data.meaning.contact,
    }),
    ContactAttemptVoided: (row) => ({ ...row, standing: false }),
  },
};
