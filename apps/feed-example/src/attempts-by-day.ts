import type { FeedEvent } from '@fieldledger/feed';
import type { ClientBase } from 'pg';

export const TABLE = `
  CREATE SCHEMA IF NOT EXISTS feed_example;
  CREATE TABLE IF NOT EXISTS feed_example.attempts_by_day (
    organization uuid NOT NULL,
    campaign_id  text NOT NULL,
    day          text NOT NULL,     -- YYYY-MM-DD where the campaign is
    attempts     bigint NOT NULL,
    contacts     bigint NOT NULL,   -- attempts that reached the voter
    PRIMARY KEY (organization, campaign_id, day)
  );`;

/** What this service reads of an attempt; the whole of it is in `GET /openapi.json` and in the event's JSON Schema. */
interface Attempt {
  readonly campaignId: string;
  readonly attemptedAt: string;
  readonly meaning: { readonly contact: boolean; readonly dayZone: string };
}

/** An attempt counts one; one that was voided counts no more. */
const WORTH: Readonly<Record<string, number>> = { ContactAttempted: 1, ContactAttemptVoided: -1 };

/** Counts attempts and contacts by campaign and day, in the transaction that also stores how far the feed was read. */
export async function countAttempts(client: ClientBase, events: readonly FeedEvent[]): Promise<void> {
  const counts = new Map<string, { key: readonly [string, string, string]; attempts: number; contacts: number }>();
  for (const { type, organization, data } of events) {
    const worth = WORTH[type];
    if (worth === undefined) continue;
    const { campaignId, attemptedAt, meaning } = data as Attempt;
    const key = [organization, campaignId, dayOf(attemptedAt, meaning.dayZone)] as const;
    const count = counts.get(key.join(' ')) ?? { key, attempts: 0, contacts: 0 };
    counts.set(key.join(' '), { key, attempts: count.attempts + worth, contacts: count.contacts + (meaning.contact ? worth : 0) });
  }
  const rows = [...counts.values()];
  await client.query(
    `INSERT INTO feed_example.attempts_by_day AS it SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::bigint[])
     ON CONFLICT (organization, campaign_id, day) DO UPDATE SET attempts = it.attempts + excluded.attempts, contacts = it.contacts + excluded.contacts`,
    [rows.map(({ key }) => key[0]), rows.map(({ key }) => key[1]), rows.map(({ key }) => key[2]), rows.map(({ attempts }) => attempts), rows.map(({ contacts }) => contacts)],
  );
}

const formats = new Map<string, Intl.DateTimeFormat>();

function dayOf(instant: string, zone: string): string {
  let format = formats.get(zone);
  if (!format) formats.set(zone, (format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })));
  return format.format(new Date(instant));
}
