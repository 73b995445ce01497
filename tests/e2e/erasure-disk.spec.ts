import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { nameUuid } from '@fieldledger/kernel';
import { randomFrom, SEED } from '@fieldledger/testing';
import pg from 'pg';
import { RunningServer } from './running-server.js';

const PEOPLE = Number(process.env['PEOPLE'] ?? 200);
const ERASED = Number(process.env['ERASED'] ?? 20);

/** Every planted name begins with it, and nothing else does. */
const MARK = 'Quillfeatherstonehaugh';
/** With ten letters of its own. */
const LENGTH = MARK.length + 10;
/** The name as it is, and the mark in other clothes. */
const DISGUISES: readonly (readonly [form: string, bytes: Buffer])[] = [
  ['hexadecimal', Buffer.from(Buffer.from(MARK).toString('hex'))],
  ['UTF-16', Buffer.from(MARK, 'utf16le')],
  ...[0, 1, 2].map((shift) => [`base64 ${shift}`, Buffer.from(Buffer.from(' '.repeat(shift) + MARK).toString('base64').slice(4, 28))] as const),
];

/** Every planted name that stands in any file of a folder, whatever kind of file, and where the first of each was. */
function namesOn(folder: string): { readonly names: Map<string, string>; readonly disguised: string[] } {
  const names = new Map<string, string>();
  const disguised: string[] = [];
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const bytes = readOrGone(file);
    for (let at = bytes.indexOf(MARK); at >= 0; at = bytes.indexOf(MARK, at + 1)) {
      const name = bytes.toString('latin1', at, at + LENGTH);
      if (!names.has(name)) names.set(name, file);
    }
    for (const [form, disguise] of DISGUISES) if (bytes.includes(disguise)) disguised.push(`${file}: ${form}`);
  }
  return { names, disguised };
}

/** Every planted name in a text. */
const namesIn = (text: string): Set<string> => new Set(text.match(new RegExp(`${MARK}[a-z]{10}`, 'g')));

/** PostgreSQL removes files while we look. */
function readOrGone(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

describe(`${ERASED} of ${PEOPLE} people, erased`, () => {
  let server: RunningServer;
  let database: pg.Client;
  const told: string[] = [];
  const random = randomFrom(SEED);
  const letters = () => Array.from({ length: 10 }, () => 'abcdefghijklmnopqrstuvwxyz'[random(26)]).join('');
  const people = Array.from({ length: PEOPLE }, (_, n) => ({ n, name: MARK + letters(), reference: { system: 'van', scope: 'OH.myvoters', id: String(n) } }));
  const [gone, kept] = [people.slice(0, ERASED), people.slice(ERASED)];

  const post = async (path: string, body: unknown) => {
    const response = await server.request('POST', path, body);
    const text = await response.text();
    told.push(text);
    if (response.status >= 300) throw new Error(`${path} answered ${response.status}: ${text}`);
    return JSON.parse(text) as Record<string, unknown>;
  };
  const inBatches = async (path: string, items: readonly object[]) => {
    for (let at = 0; at < items.length; at += 250) await post(`${path}/batch`, { items: items.slice(at, at + 250) });
  };
  const get = async (path: string, key = server.key) => (await server.request('GET', path, undefined, { authorization: `Bearer ${key}` })).json() as Promise<Record<string, unknown>>;
  const scrubbed = async () => {
    const { scrubId } = await post('/erasures/scrubs', undefined);
    for (;; await wait(250)) {
      const status = await get(`/erasures/scrubs/${String(scrubId)}`);
      if (!['waiting', 'scrubbing'].includes(String(status.state))) return status;
    }
  };
  const end = async () => (await database.query<{ position: string }>('SELECT max(position)::text AS position FROM log.events')).rows[0]!.position.padStart(16, '0');
  const report = async (name: string, key?: string) => {
    const { rows, totals } = await get(`/reports/${name}${name.includes('?') ? '&' : '?'}minPosition=${await end()}`, key);
    return { rows, totals };
  };
  const logOf = async (until: string) => (await database.query<{ line: string; payload: string; hash: Buffer }>('SELECT row_to_json(it)::text AS line, payload, payload_hash AS hash FROM log.events AS it WHERE position <= $1::bigint ORDER BY position', [until])).rows;
  const figures = ['receipts?groupBy=day', 'schedule-a?committee=C00999999&from=2018-01-01&to=2018-12-31', 'contact-rates', 'show-rates', 'volunteer-hours'];

  beforeAll(async () => {
    console.log(`SEED=${SEED}`);
    server = await new RunningServer().start();
    const secret = readFileSync(join(server.dataDirectory, 'postgres.password'), 'utf8').trim();
    database = new pg.Client({ connectionString: `postgres://fieldledger:${secret}@127.0.0.1:${readFileSync(join(server.dataDirectory, 'postgres.port'), 'utf8')}/postgres` });
    await database.connect();
    const id = (what: string, n: number) => nameUuid('erasure-disk', String(SEED), what, String(n));
    const details = ({ n, name }: (typeof people)[number]) => ({ lastName: name, firstName: `Given ${name}`, email: `${name}@example.org`, phone: `614555${String(n).padStart(4, '0')}` });
    await inBatches('/contributions', people.map((it) => ({
      contributionId: id('gift', it.n), committeeId: 'C00999999', committeeKind: 'candidate', amountCents: 20_00 + it.n, receivedOn: '2018-05-06', remarks: { comment: `In memory of ${it.name}` },
      contributor: { entityType: 'IND', reference: it.reference, street1: `1 ${it.name} Lane`, employer: `${it.name} & Sons`, ...details(it) },
    })));
    await inBatches('/contributions/amendments', people.filter(({ n }) => n % 3 === 0).map((it) => ({
      amendmentId: id('amendment', it.n), contributionId: id('gift', it.n), contributor: { entityType: 'IND', reference: it.reference, ...details(it), occupation: 'Bookbinder' },
    })));
    await inBatches('/signups/steps', people.map((it) => ({ stepId: id('step', it.n), signupId: id('signup', it.n), step: 'scheduled', at: '2026-01-10T14:00:00Z', note: `${it.name} has a car`, volunteer: { reference: it.reference, ...details(it) } })));
    await inBatches('/contact-attempts', people.map((it) => ({
      attemptId: id('attempt', it.n), voter: it.reference, contactTypeId: 1, inputTypeId: 10, resultCodeId: 14, campaignId: 'c', attemptedAt: '2026-01-10T21:14:05Z', note: `Ask for ${it.name}`,
    })));
    for (const name of figures) await report(name);
    // A sample of the columns, as PostgreSQL's own upkeep takes it in time.
    await database.query('ANALYZE');
  });
  afterAll(async () => {
    await database.end();
    await server.remove();
  });

  it('are found nowhere on the disk, when nothing was lost of the others and of the log', async () => {
    let before = namesOn(server.dataDirectory);
    for (let tries = 0; before.names.size < PEOPLE && tries < 20; tries++) {
      await wait(250);
      before = namesOn(server.dataDirectory);
    }
    // The search itself can find: everybody is there.
    expect(people.flatMap(({ name }) => (before.names.has(name) ? [] : [name]))).toEqual([]);
    const [{ key: reader }, { key }] = [(await post('/keys', { app: 'reader', scopes: ['read'] })) as { key: string }, (await post('/keys', { app: 'filer', scopes: ['personal'] })) as { key: string }];
    const until = await end();
    const [log, facts, named] = [await logOf(until), await Promise.all(figures.map((name) => report(name, reader))), await report(figures[1]!, key)];
    expect(JSON.stringify(named)).toContain(gone[0]!.name);

    const waiting = [...gone];
    const erase = async () => {
      for (let it = waiting.pop(); it; it = waiting.pop()) {
        const said = await post('/erasures', { erasureId: randomUUID(), person: { references: [it.reference] }, ground: 'state-privacy-law', requestedAt: '2026-02-01T12:00:00Z' });
        expect(said).toMatchObject({ state: 'erased', erased: { records: 3 } });
      }
    };
    await Promise.all(Array.from({ length: 4 }, erase));
    expect(await scrubbed()).toMatchObject({ state: 'finished', left: [], tables: expect.arrayContaining(['privacy.person_keys']) });

    const after = namesOn(server.dataDirectory);
    expect(gone.flatMap(({ name }) => (after.names.has(name) ? [`${name} in ${after.names.get(name)}`] : []))).toEqual([]);
    expect(kept.flatMap(({ name }) => (after.names.has(name) ? [] : [name]))).toEqual([]);
    expect(after.disguised).toEqual([]);
    // The planner's sample is kept compressed, so that no search of files would find it.
    const { rows: [sample] } = await database.query<{ text: string }>(`SELECT coalesce(string_agg(concat(most_common_vals, histogram_bounds), ' '), '') AS text FROM pg_stats WHERE schemaname = 'personal'`);
    const sampled = namesIn(sample!.text);
    expect([sampled.size > 0, gone.some(({ name }) => sampled.has(name))]).toEqual([true, false]);

    // Nothing of the log has changed, so that every proof about it is as good as before.
    expect(await logOf(until)).toEqual(log);
    for (const { payload, hash } of log) expect(createHash('sha256').update(payload).digest().equals(hash)).toBe(true);
    expect(await Promise.all(figures.map((name) => report(name, reader)))).toEqual(facts);
    const anonymous = await report(figures[1]!, key);
    expect(anonymous.totals).toEqual(named.totals);
    const [nobody, listed] = [new Set(gone.map(({ name }) => name)), namesIn(JSON.stringify(named))];
    expect(namesIn(JSON.stringify(anonymous))).toEqual(new Set([...listed].filter((name) => !nobody.has(name))));
    expect(namesIn([server.output, ...told].join('\n'))).toEqual(new Set());
  }, 1_800_000);
});
