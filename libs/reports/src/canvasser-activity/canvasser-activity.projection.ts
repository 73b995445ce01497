import type { ContactAttempted, ContactAttemptVoided, ContactDeliveryReported } from '@fieldledger/contacts';
import type { Projection } from '@fieldledger/kernel';
import { canvasserKey } from '../canvasser-key.js';
import { supersedes } from '../delivery.js';
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
  delivery: string | null;
  deliveredAt: string | null;
};

export const canvasserActivity: Projection<ContactAttempted | ContactDeliveryReported | ContactAttemptVoided, Key, Knock> = {
  name: 'canvasser_activity',
  version: 3,
  table: beside(import.meta.url, './canvasser-activity.table.sql'),
  keyColumns: ['attemptId'],
  key: ({ data }) => ({ attemptId: data.attemptId }),
  initial: { standing: false, canvasser: null, campaignId: null, turfId: null, day: null, attemptedAt: null, reached: false, delivery: null, deliveredAt: null },
  fold: {
    ContactAttempted: (row, { data }) => ({
      ...row,
      standing: true,
      canvasser: canvasserKey(data),
      campaignId: data.campaignId,
      turfId: data.turfId ?? null,
      day: localDay(data.attemptedAt, data.meaning.dayZone),
      attemptedAt: data.attemptedAt,
      reached: data.meaning.contact,
    }),
    ContactDeliveryReported: (row, { data }) => (supersedes(data, row) ? { ...row, delivery: data.status, deliveredAt: data.reportedAt } : row),
    ContactAttemptVoided: (row) => ({ ...row, standing: false }),
  },
};
