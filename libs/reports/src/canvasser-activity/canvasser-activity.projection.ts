import type { ContactAttempted, ContactAttemptVoided } from '@fieldledger/contacts';
import type { Projection } from '@fieldledger/kernel';
import { canvasserKey } from '../canvasser-key.js';
import { localDay } from '../local-day.js';
import { beside } from '../report.js';

type Key = { attemptId: string };

type Knock = {
  standing: boolean;
  canvasser: string | null;
  campaignId: string | null;
  turfId: string | null;
  day: string | null;
  attemptedAt: string | null;
  reached: boolean;
};

export const canvasserActivity: Projection<ContactAttempted | ContactAttemptVoided, Key, Knock> = {
  name: 'canvasser_activity',
  version: 2,
  table: beside(import.meta.url, './canvasser-activity.table.sql'),
  keyColumns: ['attemptId'],
  key: ({ data }) => ({ attemptId: data.attemptId }),
  initial: { standing: false, canvasser: null, campaignId: null, turfId: null, day: null, attemptedAt: null, reached: false },
  fold: {
    ContactAttempted: (_row, { data }) => ({
      standing: true,
      canvasser: canvasserKey(data),
      campaignId: data.campaignId,
      turfId: data.turfId ?? null,
      day: localDay(data.attemptedAt, data.meaning.dayZone),
      attemptedAt: data.attemptedAt,
      reached: data.meaning.contact,
    }),
    ContactAttemptVoided: (row) => ({ ...row, standing: false }),
  },
};
