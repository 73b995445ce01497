import { startEmbeddedPostgres } from '@fieldledger/embedded-postgres';
import { PostgresEventLog } from '@fieldledger/event-log';
import { canonical, nameUuid, sha256 } from '@fieldledger/kernel';
import { ATTEMPT_EXAMPLES } from '@fieldledger/contacts';
import { CONTRIBUTION_EXAMPLES } from '@fieldledger/donations';
import { SIGNUP_EXAMPLES } from '@fieldledger/volunteering';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';

export const ORGANIZATION = nameUuid('bench');
/** Of every database that the bench makes. */
export const ENCRYPTION_KEY = Buffer.alloc(32, 7).toString('base64');

/** A fresh database with an empty log and, beside it, the same table without anything around it. */
export async function freshLog(folder, name) {
  const postgres = await startEmbeddedPostgres({ dataDirectory: join(folder, name), log: () => undefined });
  const log = await PostgresEventLog.open({ url: postgres.url });
  const raw = new pg.Client({ connectionString: postgres.url });
  await raw.connect();
  await raw.query('create schema raw; create table raw.events (like log.events including all)');
  return {
    url: postgres.url,
    log,
    raw,
    async stop() {
      await raw.end();
      await log.close();
      await postgres.stop();
    },
  };
}

/** The attempt that every mark of the contacts writes, under an id of its own. */
export const KNOCK = { type: 'ContactAttempted', kind: 'attempt', data: (attemptId) => ({ ...ATTEMPT_EXAMPLES.ContactAttempted.data, attemptId }) };

const SEALED = { key: randomUUID(), nonce: 'A'.repeat(16), text: 'sealed'.repeat(48), mark: 'A'.repeat(22) };

/** A contribution as an import of the FEC's bulk file records it: one of 50,000 donors, a name and an address sealed. */
export const GIFT = {
  type: 'ContributionReceived',
  kind: 'contribution',
  data(contributionId) {
    const donor = parseInt(contributionId.slice(0, 8), 16) % 50_000;
    const { contributionId: _id, committeeKind, line, giver, amountCents, receivedOn, electionCode, flags } = CONTRIBUTION_EXAMPLES.ContributionReceived.data;
    return {
      contributionId, committeeId: `C0000${1000 + (donor % 20)}`, committeeKind, amountCents: amountCents + donor, receivedOn, electionCode, line, source: 'fec-bulk', flags,
      giver: { entityType: 'IND', subject: giver.subject, nameZip: `donor-${donor}`.padEnd(22, '0'), given: giver.given }, person: SEALED,
    };
  },
};

/** A volunteer's signup as an app tells it, name and contact data sealed. */
export const SIGNUP = {
  type: 'SignupScheduled',
  kind: 'signup',
  data(signupId) {
    const { volunteer, note: _note, ...step } = SIGNUP_EXAMPLES.SignupScheduled.data;
    const person = parseInt(signupId.slice(0, 8), 16) % 50_000;
    return { ...step, signupId, stepId: signupId, volunteer: { ...volunteer, id: String(person) }, person: SEALED };
  },
};

const attemptData = (id = randomUUID()) => KNOCK.data(id);

const META = { organization: ORGANIZATION, actor: 'bench', app: 'bench', correlationId: 'bench', causationId: null, receivedAt: '2026-10-03T21:15:00Z', provenance: null };

/** A request of this many events to a stream of its own, or to one that is named. */
export function appendRequest(events = 1, stream = `attempt-${randomUUID()}`, expected = 'none') {
  return {
    stream, expected, meta: META, digest: sha256(stream),
    events: Array.from({ length: events }, () => ({ id: randomUUID(), type: 'ContactAttempted', schemaVersion: 1, occurredAt: '2026-10-03T21:14:05Z', data: attemptData() })),
  };
}

const RAW = `insert into raw.events (position, organization, stream, revision, event_id, type, schema_version, occurred_at, recorded_at, meta, payload, payload_hash, digest)
  select $1::bigint + n, $2, stream, 0, id, 'ContactAttempted', 1, now(), now(), $3, payload, $4, $4
  from unnest($5::text[], $6::uuid[], $7::text[]) with ordinality as offered (stream, id, payload, n)`;
const HASH = Buffer.alloc(32, 7);
const RAW_META = canonical({ actor: 'bench', app: 'bench', causationId: null, correlationId: 'bench', provenance: null });
let position = 0;

/** Inserts this many rows of the same content into the bare table, in one statement: no check, no hash, no answer. */
export async function rawInsert(client, count, { kind, data } = KNOCK) {
  const [streams, ids, payloads] = [[], [], []];
  for (let n = 0; n < count; n++) {
    const id = randomUUID();
    streams.push(`${kind}-${id}`);
    ids.push(id);
    payloads.push(JSON.stringify(data(id)));
  }
  const first = position;
  position += count;
  await client.query({ name: 'raw-insert', text: RAW, values: [first, ORGANIZATION, RAW_META, HASH, streams, ids, payloads] });
}

/** Fills the log with this many attempts, or with what is named, a stream each. */
export async function fill(log, count, fact = KNOCK) {
  for (let done = 0; done < count; done += 2_000) {
    await log.append(Array.from({ length: Math.min(2_000, count - done) }, () => requestOf(fact)));
  }
}

const IMPORTED = { ...META, actor: `key-${'0'.repeat(8)}`, app: 'import' };
const FILE = 'c0'.repeat(32);

/** Fills the log with knocks, money and shifts, as many of each, as rows of files were imported: a request of 300 has an id, a row its number. */
export async function fillMixed(log, count) {
  for (let done = 0; done < count; done += 2_000) {
    await log.append(Array.from({ length: Math.min(2_000, count - done) }, (_, n) => {
      const row = done + n;
      return requestOf([KNOCK, GIFT, SIGNUP][row % 3], { ...IMPORTED, correlationId: nameUuid('request', String(Math.floor(row / 300))), provenance: { sourceSystem: 'canvass-csv', fileHash: FILE, row } });
    }));
  }
}

function requestOf({ type, kind, data }, meta = META) {
  const id = randomUUID();
  const stream = `${kind}-${id}`;
  return { stream, expected: 'none', meta, digest: sha256(stream), events: [{ id: randomUUID(), type, schemaVersion: 1, occurredAt: '2026-10-03T21:14:05Z', data: data(id) }] };
}
