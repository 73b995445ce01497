import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import db, { type EventStoreDBClient } from '@eventstore/db-client';
import { type EventStoreDouble, notTested, startEventStoreDouble } from '@fieldledger/testing';

const root = join(import.meta.dirname, '..', '..');
const folder = process.env.FIELDLEDGER_SHARED_PROOFS ?? join(root, '../shared/proofs/eventstoredb');
const versions = ['23.10.8', '24.6.0'];

/** Each row ran on a database of its own, its scripts one after the other. */
const runs = [['p1', 'p3', 'p4', 'p6'], ['p9'], ['p11']];

/** The lines that are not compared, and why. */
const leftOut: readonly (readonly [script: string, line: RegExp, why: string])[] = [
  ['p3', /^# 3h deadline:1 /, 'a race of one millisecond between the client and its own deadline'],
  ['p3', /^ {3}stream a length now/, 'counts an append whose deadline of one millisecond may have passed: the recordings differ too'],
  ['p3', /^ {3}stored( of B)?:/, 'what reached the server before the client gave its whole connection up: the recordings differ too'],
  ['p3', /^!! unhandledRejection/, 'a defect of the client alone, as often as its timers will have it'],
];

/** What no two runs share is masked: ids, times, rates, positions, and what the HTTP server under gRPC says of itself. */
const masks: readonly (readonly [RegExp, string])[] = [
  [/\(\d+ms\)/g, '(…ms)'],
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UUID'],
  [/"id":"[0-9a-f]{8}"/g, '"id":"…"'],
  // The end of a stream's name, cut off at times; a name of p9 has an x behind it.
  [/(?<=[^\s"-])-[0-9a-f]{4,8}(?=x?(?:[^\p{L}\d-]|$))/gu, '-…'],
  // Not the greatest of 64 bits: that one says that there is no position.
  [/"(commit|prepare|commitPosition|preparePosition|metastreamRevision)":"\d{1,12}n?"/g, '"$1":"…"'],
  [/"\d+:(?=[p$])/g, '"…:'],
  [/"created":"\d{4}-[^"]*Z"/g, '"created":"…"'],
  [/"created","\d{17}"/g, '"created","…"'],
  [/"deadline":\{"seconds":\d+,"nanos":\d+\}/g, '"deadline":"…"'],
  [/Deadline exceeded after .*?(?="| md=)/g, 'Deadline exceeded after …'],
  [/in [\d.]+s = \d+ ev\/s/g, 'in …'],
  // Of one database, and of all the server's services.
  [/(?<=total |vs unfiltered |"\(user\)":)\d+/g, '…'],
  [/(?<="\$\$<stream> \/ \$metadata":)\d+/g, '…'],
  // How many deadlines of some milliseconds passed in time; that none is stored behind one on the batch path is compared.
  [/(?<=Append.*: )ok \d+ deadline-exceeded \d+/g, 'ok … deadline-exceeded …'],
  [/(?<=Append\(cred\).* STORED )\d+/g, '…'],
  [/"(?:current|expected)Revision2060":\d+,/g, ''], // of clients before 20.6.1
];

function linesOf(script: string, output: string): string[] {
  const compared = output.split('\n').filter((line) => !leftOut.some(([of, line_]) => of === script && line_.test(line)));
  return compared.map(normal);
}

function normal(line: string): string {
  const readable = line
    .replace(/(?<="streamName":")[A-Za-z0-9+/]+=*(?=")/g, (name) => Buffer.from(name, 'base64').toString())
    .replace(/(?<= md=)\{.*\}$/, (headers) => JSON.stringify(withoutTransport(JSON.parse(headers) as Record<string, string>)));
  return masks.reduce((text, [pattern, mask]) => text.replace(pattern, mask), readable);
}

function withoutTransport({ 'content-type': _, date: _date, server: _server, 'content-length': _length, ...told }: Record<string, string>) {
  return told;
}

async function outputOf(script: string, port: number): Promise<string> {
  const env = { ...process.env, PORT: String(port), NODE_PATH: join(root, 'node_modules') };
  const { stdout } = await promisify(execFile)(process.execPath, [`${script}.js`], { cwd: folder, env, maxBuffer: 2 ** 26 });
  return stdout;
}

describe('the double of EventStoreDB answers the real client as the real servers did', () => {
  it.each(runs.map((scripts) => [scripts.join(', '), scripts] as const))('in the recorded runs of %s', async (_, scripts) => {
    if (!existsSync(folder)) {
      notTested('the double of EventStoreDB against the recordings of real servers: they are not on this machine');
      return;
    }
    const double = await startEventStoreDouble();
    try {
      for (const script of scripts) {
        const answered = linesOf(script, await outputOf(script, double.port));
        const recorded = versions.map((version) => linesOf(script, readFileSync(join(folder, `${script}.${version}.out`), 'utf8')));
        // Where the two versions differ, either is right.
        expect(answered).toEqual(recorded.at(-1)!.map((line, i) => (recorded.some((it) => it[i] === answered[i]) ? answered[i] : line)));
      }
    } finally {
      await double.stop();
    }
  }, 300_000);
});

describe('the double of EventStoreDB fails when it is asked to', () => {
  let double: EventStoreDouble;
  let client: EventStoreDBClient;

  beforeEach(async () => {
    double = await startEventStoreDouble();
    client = db.EventStoreDBClient.connectionString(double.url);
  });

  afterEach(async () => {
    await client.dispose();
    await double.stop();
  });

  const knock = (id?: string) => db.jsonEvent({ type: 'Knocked', data: {}, ...(id ? { id } : {}) });
  const append = (expectedRevision: 'any' | 'no_stream' | bigint = db.ANY, id?: string) => client.appendToStream('door', knock(id), { expectedRevision });
  const typeOf = (promise: Promise<unknown>) => promise.then(() => 'no error', ({ type }: { type?: string }) => type);
  const doors = async () => {
    const ids: string[] = [];
    for await (const { event } of client.readStream('door')) ids.push(event!.id);
    return ids;
  };
  /** A client learns from its first call that the server is back. */
  const again = async <T>(attempt: () => Promise<T>, tries = 100): Promise<T> => {
    try {
      return await attempt();
    } catch (error) {
      if (tries === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
      return again(attempt, tries - 1);
    }
  };

  it.each([
    ['kept', true],
    ['lost', false],
  ])('by death in the middle of an append, which is %s', async (_, stored) => {
    await append(db.NO_STREAM);
    double.killMidAppend(2, { stored });
    await append(0n);
    expect(await typeOf(append(1n))).toBe('unavailable');
    await expect(append(1n)).rejects.toMatchObject({ code: 14 });
    await double.restart();
    expect(await again(doors)).toHaveLength(stored ? 3 : 2);
  });

  it('and forgets the ids over a restart, as far as only ANY asks for them', async () => {
    const [any, first] = ['2bb1b3d5-4b9d-4f0e-9d0f-000000000001', '2bb1b3d5-4b9d-4f0e-9d0f-000000000002'];
    await append(db.NO_STREAM, first);
    await append(db.ANY, any);
    await append(db.ANY, any);
    expect(await doors()).toEqual([first, any]);
    await double.restart();
    await again(doors);
    await append(db.ANY, any);
    await append(db.NO_STREAM, first);
    expect(await doors()).toEqual([first, any, any]);
  });

  it('by no longer leading, once or for as long as it is read-only', async () => {
    await append();
    double.leaderChanged();
    expect(await typeOf(append())).toBe('not-leader');
    await append();
    double.readOnly(true);
    expect([await typeOf(append()), await typeOf(append())]).toEqual(['not-leader', 'not-leader']);
    double.readOnly(false);
    await append();
    expect(await doors()).toHaveLength(3);
  });

  it('by dropping its streams, and tells how many are open', async () => {
    const subscription = client.subscribeToAll({ fromPosition: db.END });
    const dropped = typeOf((async () => { for await (const _ of subscription); })());
    await new Promise<void>((resolve) => void subscription.once('caughtUp', resolve));
    expect(double.openReads).toBe(1);
    double.dropStreams();
    expect([await dropped, double.openReads]).toEqual(['unavailable', 0]);
    expect(double.calls.read).toBe(1);
  });

  it('by silence, and does with the thaw what it was sent', async () => {
    await append();
    double.freeze();
    const late = append().then(() => 'answered');
    expect(await Promise.race([late, new Promise((resolve) => setTimeout(resolve, 300, 'silent'))])).toBe('silent');
    double.thaw();
    expect(await late).toBe('answered');
    expect(await doors()).toHaveLength(2);
  });

  it('by answering late', async () => {
    await append();
    double.slow(200);
    const before = performance.now();
    await append();
    expect(performance.now() - before).toBeGreaterThan(190);
  });

  it('by showing nothing that the client could append in batches', async () => {
    await client.dispose();
    await double.stop();
    double = await startEventStoreDouble({ batch: false });
    client = db.EventStoreDBClient.connectionString(double.url);
    await append();
    expect([double.calls.append, double.calls.batchAppend]).toEqual([1, undefined]);
  });
});
