import type { ContactAttempted, ContactAttemptVoided, ContactDeliveryReported } from '@fieldledger/contacts';
import { personKey } from '@fieldledger/http';
import type { Projection } from '@fieldledger/kernel';
import type { PersonsLinked, PersonsUnlinked } from '@fieldledger/people';
import { canvasserKey } from '../canvasser-key.js';
import { supersedes } from '../delivery.js';
import { localDay } from '../local-day.js';
import { beside } from '../report.js';
import { linkFolds, linkKey, type LinkRow } from '../link-rows.js';

type Key = { attemptId: string };

export type AttemptRow = LinkRow & {
  standing: boolean;
  campaignId: string | null;
  day: string | null;
  contactType: string | null;
  inputType: string | null;
  result: string | null;
  turfId: string | null;
  canvasser: string | null;
  precinctId: string | null;
  voter: string | null;
  doorId: string | null;
  reached: boolean;
  refused: boolean;
  delivery: string | null;
  deliveredAt: string | null;
  position: string | null;
};

export const contactRates: Projection<ContactAttempted | ContactDeliveryReported | ContactAttemptVoided | PersonsLinked | PersonsUnlinked, Key, AttemptRow> = {
  name: 'contact_rates',
  version: 3,
  table: beside(import.meta.url, './contact-rates.table.sql'),
  views: [{ name: 'contact_attempts', sql: beside(import.meta.url, './contact-attempts.view.sql') }],
  keyColumns: ['attemptId'],
  key: ({ data }) => ('linkId' in data ? linkKey(data) : { attemptId: data.attemptId }),
  initial: {
    standing: false, campaignId: null, day: null, contactType: null, inputType: null, result: null, turfId: null, canvasser: null,
    precinctId: null, voter: null, doorId: null, reached: false, refused: false, delivery: null, deliveredAt: null, position: null, person: null, same: null,
  },
  fold: {
    ContactAttempted: (row, { data, position }) => ({
      standing: true,
      campaignId: data.campaignId,
      day: localDay(data.attemptedAt, data.meaning.dayZone),
      contactType: data.meaning.contactType,
      inputType: data.meaning.inputType,
      result: data.meaning.result,
      turfId: data.turfId ?? null,
      canvasser: canvasserKey(data),
      precinctId: data.precinctId ?? null,
      voter: personKey(data.voter),
      doorId: data.doorId ?? null,
      reached: data.meaning.contact,
      refused: data.meaning.refused,
      delivery: row.delivery,
      deliveredAt: row.deliveredAt,
      position,
      person: null,
      same: null,
    }),
    ContactDeliveryReported: (row, { data }) =>
      supersedes(data, row) ? { ...row, delivery: data.status, deliveredAt: data.reportedAt } : row,
    ContactAttemptVoided: (row) => ({ ...row, standing: false }),
    ...linkFolds,
  },
};
