import { canonical, nameUuid, sha256 } from '@fieldledger/kernel';
import { tilesOf } from '@fieldledger/ledger';
import type { Finding } from '@fieldledger/verifier';
import type { Row } from './live-row.js';
import type { LiveTrial } from './live-trial.js';

type Random = (below: number) => number;

/** One alteration that was made. */
export interface Altered {
  readonly what: string;
  readonly isFound: (findings: readonly Finding[]) => boolean;
}

/*
 * Not tried, because nothing that was signed is another for it: an earlier head that is dropped (the tree still goes through
 * it, and who holds it sees that), when a head was published, and how far a witness has followed, which it says itself.
 */

/**
 * What an auditor finds it with, who has the key and the checkpoints that were served: a bundle that is fetched and
 * verified, whose export was made before (`bundle`) or is made now (`export`), the checkpoint that is served, or receipts.
 */
type Detector = 'bundle' | 'export' | 'served' | 'receipts';

export interface Kind {
  readonly by: Detector;
  readonly alter: (trial: LiveTrial, organization: string, random: Random) => Promise<Altered>;
}

/** The first event that a finding names is this one. */
export const at = (index: number) => (findings: readonly Finding[]) => Number(findings.map(({ where }) => /\bevent (\d+)/.exec(where)?.[1]).find((named) => named !== undefined) ?? NaN) === index;
const naming = (...words: string[]) => (findings: readonly Finding[]) => findings.some(({ where }) => words.some((word) => where.includes(word)));
const ofKeys = (findings: readonly Finding[]) => findings.some(({ check }) => check === 'keys');
export const any = (findings: readonly Finding[]) => findings.length > 0;

const PRINTABLE = 94;
/** Another printable character at some place. */
export function altered(text: string, random: Random): string {
  const place = random(text.length);
  return `${text.slice(0, place)}${String.fromCharCode(33 + ((((text.charCodeAt(place) - 33 + 1 + random(PRINTABLE - 1)) % PRINTABLE) + PRINTABLE) % PRINTABLE))}${text.slice(place + 1)}`;
}

/** Changes columns of one event's row. */
function column(of: (row: Row, random: Random) => { readonly what: string; readonly set: string; readonly values?: readonly unknown[] }): Kind {
  return {
    by: 'bundle',
    async alter({ sql, rows }, organization, random) {
      const own = rows.get(organization)!;
      const n = random(own.length);
      const { what, set, values = [] } = of(own[n]!, random);
      await sql.query(`UPDATE log.events SET ${set} WHERE position = $1`, [own[n]!.position, ...values]);
      return { what: `${what} of event ${n}`, isFound: at(n) };
    },
  };
}

const byteAt = (bytes: string, place: string) => `set_byte(${bytes}, ${place}, get_byte(${bytes}, ${place}) # $2)`;
const withActor = (meta: string, change: object) => canonical({ ...(JSON.parse(meta) as object), ...change });
const COLUMNS = 'organization, stream, revision, event_id, type, schema_version, occurred_at, recorded_at, meta, payload, payload_hash, digest';

/** Makes room at a position: everything from there on moves up by one. */
const ROOM = 'UPDATE log.events SET position = -position WHERE position >= $1; UPDATE log.events SET position = 1 - position WHERE position < 0';

/** The rows of the log, all of them signed. */
export const LOG: Readonly<Record<string, Kind>> = {
  payload: column(({ payload }, random) => ({ what: 'a character of the payload', set: 'payload = $2', values: [altered(payload, random)] })),
  rehashed: column(({ payload }, random) => {
    const other = altered(payload, random);
    return { what: 'a character of the payload, and its hash with it,', set: 'payload = $2, payload_hash = $3', values: [other, Buffer.from(sha256(other), 'hex')] };
  }),
  hash: column((_, random) => ({ what: 'a byte of the hash', set: `payload_hash = ${byteAt('payload_hash', String(random(32)))}`, values: [1 + random(255)] })),
  digest: column((_, random) => ({ what: 'a byte of the digest', set: `digest = ${byteAt('digest', String(random(32)))}`, values: [1 + random(255)] })),
  meta: column(({ meta }, random) => ({ what: 'a character of the envelope', set: 'meta = $2', values: [altered(meta, random)] })),
  sender: column(({ meta }, random) => {
    const change = [{ actor: `key-${random(1e9)}` }, { app: `app-${random(1e9)}` }, { correlationId: `c-${random(1e9)}x` }, { causationId: `c-${random(1e9)}` }, { provenance: { row: 4 + random(1e6), sourceSystem: 'canvass-csv' } }][random(5)]!;
    return { what: Object.keys(change)[0]!, set: 'meta = $2', values: [withActor(meta, change)] };
  }),
  occurred: column((_, random) => ({ what: 'the moment', set: `occurred_at = occurred_at + $2 * interval '1 second'`, values: [(1 + random(1e8)) * (random(2) ? 1 : -1)] })),
  recorded: column((_, random) => ({ what: 'the moment of recording', set: `recorded_at = recorded_at + $2 * interval '1 microsecond'`, values: [(1 + random(1e9)) * (random(2) ? 1 : -1)] })),
  type: column(({ type }) => ({ what: 'the type', set: 'type = $2', values: [type === 'ContactAttemptVoided' ? 'ContactAttempted' : 'ContactAttemptVoided'] })),
  schema: column(() => ({ what: 'the version', set: 'schema_version = schema_version + 1' })),
  id: column(({ stream, revision }, random) => ({ what: 'the id', set: 'event_id = $2', values: [nameUuid(stream, String(revision), String(random(1e9)))] })),
  stream: column(({ stream }, random) => ({ what: 'the stream', set: 'stream = $2', values: [`${stream}-${random(1e9)}`] })),
  revision: column((_, random) => ({ what: 'the revision', set: 'revision = revision + $2', values: [1_000 + random(1e6)] })),
  moved: column((_, random) => ({ what: 'the place', set: 'position = $2 - position', values: [random(2) ? 0 : 1e9 + random(1e6)] })),
  given: {
    by: 'bundle',
    async alter({ sql, rows, organizations }, organization, random) {
      const own = rows.get(organization)!;
      const n = random(own.length);
      const other = organizations.find((each) => each !== organization)!;
      // Streams and ids are shared between organizations: where it would meet its like it is renamed.
      await sql.query(`UPDATE log.events SET organization = $2, stream = stream || '-given', event_id = gen_random_uuid() WHERE position = $1`, [own[n]!.position, other]);
      return { what: `the organization of event ${n}`, isFound: at(n) };
    },
  },
  taken: {
    by: 'bundle',
    async alter(trial, organization, random) {
      const { sql, rows, organizations } = trial;
      const theirs = rows.get(organizations.find((each) => each !== organization)!)!;
      const own = rows.get(organization)!;
      const row = theirs[random(theirs.length)]!;
      const n = own.findIndex(({ position }) => position > row.position);
      // A row that comes after everything of ours is no alteration, but an event like any other.
      if (n === -1) return LOG['given']!.alter(trial, organization, random);
      await sql.query(`UPDATE log.events SET organization = $2, stream = stream || '-taken', event_id = gen_random_uuid() WHERE position = $1`, [row.position, organization]);
      return { what: `a row of others before event ${n}`, isFound: at(n) };
    },
  },
  dropped: {
    by: 'bundle',
    async alter({ sql, rows }, organization, random) {
      const own = rows.get(organization)!;
      const n = random(own.length);
      await sql.query('DELETE FROM log.events WHERE position = $1', [own[n]!.position]);
      return { what: `event ${n} dropped`, isFound: at(n) };
    },
  },
  swapped: {
    by: 'bundle',
    async alter({ sql, rows }, organization, random) {
      const own = rows.get(organization)!;
      const n = random(own.length - 1);
      const m = n + 1 + random(own.length - n - 1);
      const [a, b] = [own[n]!.position, own[m]!.position];
      for (const [from, to] of [[a, -a], [b, a], [-a, b]]) await sql.query('UPDATE log.events SET position = $2 WHERE position = $1', [from, to]);
      return { what: `events ${n} and ${m} swapped`, isFound: at(n) };
    },
  },
  doubled: {
    by: 'bundle',
    async alter({ sql, rows }, organization, random) {
      const own = rows.get(organization)!;
      const n = random(own.length - 1);
      await sql.query(ROOM.replaceAll('$1', String(own[n]!.position + 1)));
      await sql.query(`INSERT INTO log.events (position, ${COLUMNS}) SELECT position + 1, ${COLUMNS.replace('revision', 'revision + 1000').replace('event_id', 'gen_random_uuid()')} FROM log.events WHERE position = $1`, [own[n]!.position]);
      return { what: `event ${n} doubled`, isFound: at(n + 1) };
    },
  },
  inserted: {
    by: 'bundle',
    async alter({ sql, rows }, organization, random) {
      const own = rows.get(organization)!;
      const n = random(own.length);
      const payload = `{"amountCents":${random(1e9)}}`;
      await sql.query(ROOM.replaceAll('$1', String(own[n]!.position)));
      await sql.query(`INSERT INTO log.events (position, ${COLUMNS}) SELECT position - 1, organization, 'inserted', 0, gen_random_uuid(), type, schema_version, occurred_at, recorded_at, meta, $2::text, sha256(convert_to($2::text, 'UTF8')), digest FROM log.events WHERE position = $1`, [own[n]!.position + 1, payload]);
      return { what: `an event inserted at ${n}`, isFound: at(n) };
    },
  },
};

/** The newest checkpoint of an organization, or one before it. */
const head = (newest: boolean) => `organization = $1 AND size ${newest ? '=' : '<'} (SELECT max(size) FROM ledger.heads WHERE organization = $1)`;

function tile(change: string, what: string, isFound: (level: number, n: number, place: number) => Altered['isFound']): Kind {
  return {
    by: 'bundle',
    async alter({ sql, rows }, organization, random) {
      const tiles = [...tilesOf(rows.get(organization)!.length)];
      const { level, n, width } = tiles[random(tiles.length)]!;
      const place = random(32 * width);
      await sql.query(change.replaceAll('$4', String(place)).replace('$5', String(1 + random(255))), [organization, level, n]);
      return { what: `${what} tile ${level}/${n}`, isFound: isFound(level, n, place) };
    },
  };
}

function entries(what: string, change: (leaves: Buffer[], random: Random) => { readonly first: number; readonly leaves: readonly Buffer[] }): Kind {
  return {
    by: 'bundle',
    async alter({ sql, rows }, organization, random) {
      const n = random(Math.ceil(rows.get(organization)!.length / 256));
      const before = (await sql.query<{ entries: Buffer }>('SELECT entries FROM ledger.entries WHERE organization = $1 AND n = $2', [organization, n])).rows[0]!.entries;
      const own: Buffer[] = [];
      for (let from = 0; from < before.length; from += 2 + before.readUInt16BE(from)) own.push(before.subarray(from, from + 2 + before.readUInt16BE(from)));
      const { first, leaves } = change(own, random);
      await sql.query('UPDATE ledger.entries SET entries = $3 WHERE organization = $1 AND n = $2', [organization, n, Buffer.concat(leaves)]);
      const isFound = at(n * 256 + first);
      return { what: `leaf ${n * 256 + first} ${what}`, isFound: (findings) => isFound(findings) || naming(`tile/entries/${String(n).padStart(3, '0')}`)(findings) };
    },
  };
}

async function someHead({ sql }: LiveTrial, organization: string, newest: boolean, random: Random): Promise<{ readonly size: string; readonly checkpoint: string; readonly line: number }> {
  const { rows } = await sql.query<{ size: string; checkpoint: string; line: number }>(`SELECT size, checkpoint, row_number() OVER (ORDER BY size)::int AS line FROM ledger.heads WHERE ${head(newest)}`, [organization]);
  return rows[random(rows.length)]!;
}

function checkpoint(newest: boolean, what: string, change: (checkpoint: string, random: Random) => string): Kind {
  return {
    by: newest ? 'served' : 'export',
    async alter(trial, organization, random) {
      const { size, checkpoint: before } = await someHead(trial, organization, newest, random);
      await trial.sql.query('UPDATE ledger.heads SET checkpoint = $3 WHERE organization = $1 AND size = $2', [organization, size, change(before, random)]);
      return { what: `${what} the checkpoint of size ${size}`, isFound: naming('checkpoint') };
    },
  };
}

const signature = (text: string, random: Random): string => {
  const from = text.lastIndexOf(' ') + 1;
  const bytes = Buffer.from(text.slice(from), 'base64');
  const place = random(bytes.length);
  bytes[place]! ^= 1 + random(255);
  return `${text.slice(0, from)}${bytes.toString('base64')}\n`;
};

/** The ledger's own tables. */
const LEDGER: Readonly<Record<string, Kind>> = {
  tile: tile('UPDATE ledger.tiles SET hashes = set_byte(hashes, $4, get_byte(hashes, $4) # $5) WHERE organization = $1 AND level = $2 AND n = $3', 'a byte of', (level, n, place) => (level === 0 ? at(n * 256 + Math.floor(place / 32)) : naming(`tile/${level}/`))),
  'tile dropped': tile('DELETE FROM ledger.tiles WHERE organization = $1 AND level = $2 AND n = $3', 'dropped:', (level) => naming(`tile/${level}/`)),
  'tile cut': tile('UPDATE ledger.tiles SET hashes = substr(hashes, 1, $4) WHERE organization = $1 AND level = $2 AND n = $3', 'cut short:', (level) => naming(`tile/${level}/`)),
  leaf: entries('with another byte', (leaves, random) => {
    const first = random(leaves.length);
    const leaf = Buffer.from(leaves[first]!);
    leaf[random(leaf.length)]! ^= 1 + random(255);
    return { first, leaves: leaves.with(first, leaf) };
  }),
  'leaf dropped': entries('dropped', (leaves, random) => {
    const first = random(leaves.length);
    return { first, leaves: leaves.toSpliced(first, 1) };
  }),
  'leaf doubled': entries('doubled', (leaves, random) => {
    const first = random(leaves.length - 1);
    return { first: first + 1, leaves: leaves.toSpliced(first, 0, leaves[first]!).slice(0, leaves.length) };
  }),
  'leaves swapped': entries('swapped with the next', (leaves, random) => {
    const first = random(leaves.length - 1);
    return { first, leaves: leaves.with(first, leaves[first + 1]!).with(first + 1, leaves[first]!) };
  }),
  checkpoint: checkpoint(true, 'a character of', altered),
  signature: checkpoint(true, 'a byte of the signature of', signature),
  'earlier checkpoint': checkpoint(false, 'a character of', altered),
  'earlier signature': checkpoint(false, 'a byte of the signature of', signature),
  'heads dropped': {
    by: 'served',
    async alter({ sql }, organization, random) {
      const many = 1 + random(3);
      await sql.query('DELETE FROM ledger.heads WHERE organization = $1 AND size IN (SELECT size FROM ledger.heads WHERE organization = $1 ORDER BY size DESC LIMIT $2)', [organization, many]);
      return { what: `the last ${many} heads dropped`, isFound: naming('checkpoint') };
    },
  },
  'heads swapped': {
    by: 'export',
    async alter(trial, organization, random) {
      const [a, b] = [await someHead(trial, organization, false, random), await someHead(trial, organization, true, random)];
      for (const [{ size }, { checkpoint: other }] of [[a, b], [b, a]] as const) await trial.sql.query('UPDATE ledger.heads SET checkpoint = $3 WHERE organization = $1 AND size = $2', [organization, size, other]);
      // What is served is the older one: the newest, larger, is waited for in vain before an export.
      await trial.sql.query('UPDATE ledger.heads SET checkpoint = $3 WHERE organization = $1 AND size = $2', [organization, b.size, b.checkpoint]);
      return { what: `the checkpoint of size ${b.size} in place of that of ${a.size}`, isFound: naming('checkpoints.jsonl') };
    },
  },
  'head inserted': {
    by: 'export',
    async alter(trial, organization, random) {
      const { size, checkpoint: before } = await someHead(trial, organization, true, random);
      const between = 1 + random(Number(size) - 1);
      const { rowCount } = await trial.sql.query('INSERT INTO ledger.heads SELECT organization, $2, root, $3, published_at FROM ledger.heads WHERE organization = $1 AND size = $4 ON CONFLICT (organization, size) DO UPDATE SET checkpoint = excluded.checkpoint', [organization, between, before.replace(`\n${size}\n`, `\n${between}\n`), size]);
      return { what: `${rowCount} head of size ${between} with the signature of ${size}`, isFound: naming('checkpoints.jsonl') };
    },
  },
  key: {
    by: 'export',
    async alter({ sql }, organization, random) {
      const { rows } = await sql.query<{ from_size: string; vkey: string }>('SELECT from_size, vkey FROM ledger.keys WHERE organization = $1 ORDER BY from_size', [organization]);
      const { from_size, vkey } = rows[random(rows.length)]!;
      await sql.query('UPDATE ledger.keys SET vkey = $3 WHERE organization = $1 AND from_size = $2', [organization, from_size, altered(vkey, random)]);
      return { what: `a character of the key from ${from_size} on`, isFound: ofKeys };
    },
  },
  'key dropped': {
    by: 'export',
    async alter({ sql }, organization, random) {
      await sql.query('DELETE FROM ledger.keys WHERE organization = $1 AND from_size = (SELECT from_size FROM ledger.keys WHERE organization = $1 ORDER BY from_size OFFSET $2 % (SELECT count(*) FROM ledger.keys WHERE organization = $1) LIMIT 1)', [organization, random(100)]);
      return { what: 'a key dropped', isFound: ofKeys };
    },
  },
  'key inserted': {
    by: 'export',
    async alter({ sql }, organization, random) {
      await sql.query(`INSERT INTO ledger.keys SELECT organization, $2, vkey FROM ledger.keys WHERE organization = $1 LIMIT 1`, [organization, 1_000_000 + random(1e6)]);
      return { what: 'a key inserted', isFound: ofKeys };
    },
  },
  'first position': {
    by: 'receipts',
    async alter({ sql, rows }, organization, random) {
      const own = rows.get(organization)!;
      const n = random(Math.ceil(own.length / 256));
      // Before its bundle's first event, or behind it.
      const to = n > 0 && random(2) ? own[random(n * 256 - 1)]!.position + 1 : own[Math.min(n * 256 + random(255), own.length - 1)]!.position + 1;
      await sql.query('UPDATE ledger.entries SET first_position = $3 WHERE organization = $1 AND n = $2', [organization, n, String(to).padStart(16, '0')]);
      return { what: `the first position of bundle ${n} is ${to}`, isFound: any };
    },
  },
};

export const KINDS: Readonly<Record<string, Kind>> = { ...LOG, ...LEDGER };
