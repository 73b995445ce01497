import { startEmbeddedPostgres } from '@fieldledger/embedded-postgres';
import { PostgresEventLog } from '@fieldledger/event-log';
import { BEGINNING, canonical, nameUuid, type AppendRequest, type RecordedEvent } from '@fieldledger/kernel';
import { Ledger, openNote, parseCheckpoint, parseVkey, SigningKey } from '@fieldledger/ledger';
import { knock, randomFrom, SEED } from '@fieldledger/testing';
import { fork, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { SlowWitness } from './slow-witness.js';

const KILLS = Number(process.env['KILLS'] ?? 6);
const ORGANIZATIONS = [nameUuid('ledger-kills', 'ours'), nameUuid('ledger-kills', 'theirs')];
const CHILD = join(import.meta.dirname, 'ledger-process.mjs');
const KEY_SEED = Buffer.alloc(32, 1);
const originOf = (organization: string) => `ledger.example/${organization}`;

/** What must never be: every number is 0. Where a size has two roots, one of them is wrong. */
interface Faults {
  /** Heads, stored, signed or seen, whose root is not that of so many events. */
  readonly wrong: number;
  /** Sizes that have two roots. */
  readonly twice: number;
  /** Checkpoints that were read and are not among those published, or came after a greater one. */
  readonly unpublished: number;
  /** How often a notary found that what is stored is not what was signed, or the log not what was recorded. */
  readonly refused: number;
  /** By how many events the last head is off. */
  readonly off: number;
}

describe('the ledger, while whoever keeps it is killed', () => {
  beforeAll(() => console.log(`SEED=${SEED} KILLS=${KILLS}`));

  it(`has one head for each size, of the events in their order, through ${KILLS} kills of notaries and of the database`, async () => {
    expect(await trial(KILLS)).toEqual({ wrong: 0, twice: 0, unpublished: 0, refused: 0, off: 0 });
  }, 3_600_000);

  it('is seen to come to wrong heads, or to none, when two keep it at once', async () => {
    expect(await faultsOf('no lease')).toBeGreaterThan(0);
  }, 300_000);

  it('is seen to come to wrong heads, or to none, when what was taken in and how far are not stored as one', async () => {
    expect(await faultsOf('noted apart')).toBeGreaterThan(0);
  }, 300_000);
});

/** Whether a kill falls between the wrong two steps is chance: a sabotage is tried until that was seen, five times at most. */
async function faultsOf(sabotage: string): Promise<number> {
  for (let tries = 1; ; tries++) {
    const { wrong, refused } = await trial(6, sabotage);
    if (wrong + refused > 0 || tries === 5) return wrong + refused;
  }
}

/** Appends all the while, and kills a notary between storing a head and signing it, between signing and publishing it, or anywhere; or the database. */
async function trial(kills: number, sabotage = ''): Promise<Faults> {
  const upTo = randomFrom(SEED);
  const folder = mkdtempSync(join(tmpdir(), 'fieldledger-ledger-kills-'));
  chmodSync(folder, 0o711);
  const dataDirectory = join(folder, 'data');
  const postgres = await startEmbeddedPostgres({ dataDirectory, log: () => undefined });
  const log = await PostgresEventLog.open({ url: postgres.url });
  const ledger = await Ledger.open({ url: postgres.url });
  const witness = await SlowWitness.start(() => upTo(10));
  const children: ChildProcess[] = [];
  let refused = 0;
  const notary = () => {
    const child = fork(CHILD, [postgres.url, KEY_SEED.toString('hex'), witness.url, witness.vkey, sabotage], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    children.push(child);
    child.on('message', (message) => /nothing is signed|has lost|not what was recorded/.test(String(message)) && refused++);
    child.once('exit', () => children.splice(children.indexOf(child), 1));
    return child;
  };
  const kill = async (child: ChildProcess) => {
    if (!children.includes(child)) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  const patienceMs = sabotage === '' ? 60_000 : 10_000;
  /** Only a sabotaged one comes to that: none lives, or the one that does refuses. */
  const isStuck = () => children.length === 0 || refused > 0;
  const published = new Client(postgres.url);
  let over = false;
  const load = (async () => {
    for (let n = 0; !over; n++, await pause(upTo(40))) await appended(log, doors(n, n === 0 ? 1_500 : 1 + upTo(n % 50 === 0 ? 700 : 20), upTo), () => over);
  })();
  const seen = ORGANIZATIONS.map(() => [] as string[]);
  const observers = ORGANIZATIONS.map(async (organization, n) => {
    for (; !over; await pause(3)) {
      const checkpoint = await ledger.checkpoint(organization).catch(() => undefined);
      if (checkpoint !== undefined && checkpoint !== seen[n]!.at(-1)) seen[n]!.push(checkpoint);
    }
  });
  try {
    notary();
    const met = { database: 0, anywhere: 0, intended: 0, signed: 0, unsigned: 0 };
    for (let n = 0; n < kills; n++) {
      // Two at once are how it is while one machine takes over from another.
      while (children.length < (sabotage === 'no lease' ? 2 : 1 + upTo(2))) notary();
      await grown(published, 1 + upTo(12), patienceMs, isStuck);
      if (upTo(4) === 0 && sabotage === '') {
        process.kill(postmaster(dataDirectory), 'SIGKILL');
        met.database++;
        continue;
      }
      const victim = children[upTo(children.length)] ?? notary();
      const moment = (['anywhere', 'intended', 'signed'] as const)[upTo(3)]!;
      if (moment === 'anywhere') await pause(upTo(200));
      // Where it stands by it is not asked; then it is killed as it is.
      else await Promise.race([moment === 'intended' ? asksForKey(victim) : witness.isShown(), pause(500)]);
      await kill(victim);
      met[moment]++;
      met.unsigned += (await published.rows<{ n: number }>('SELECT count(*)::int AS n FROM ledger.heads WHERE checkpoint IS NULL'))[0]!.n;
    }
    over = true;
    await load;
    while (children.length > 0) await kill(children[0]!);
    const last = notary();
    for (let waited = 0; waited < patienceMs && !isStuck() && !(await isComplete(published)); waited += 50) await pause(50);
    await kill(last);
    await Promise.all(observers);
    const { fewest, ...rest } = await found(published, log, seen, witness.shown);
    // One that is sabotaged may be over before there is much.
    if (sabotage === '') expect(fewest).toBeGreaterThan(1_000);
    const faults = { ...rest, refused };
    console.log(`${sabotage || 'nothing is sabotaged'}: ${seen.flat().length} checkpoints seen, ${witness.shown.length} shown to the witness; killed ${JSON.stringify(met)}; ${JSON.stringify(faults)}`);
    return faults;
  } finally {
    over = true;
    for (const child of children) child.kill('SIGKILL');
    await Promise.all(observers);
    witness.stop();
    await published.end();
    await ledger.close();
    await log.close();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function found(client: Client, log: PostgresEventLog, seen: readonly string[][], shown: readonly string[]): Promise<Omit<Faults, 'refused'> & { readonly fewest: number }> {
  const [wrong, twice, unpublished] = [new Set<string>(), new Set<string>(), new Set<string>()];
  let [off, fewest] = [0, Infinity];
  for (const [n, organization] of ORGANIZATIONS.entries()) {
    const events: RecordedEvent[] = [];
    for (let page = await log.read(BEGINNING, { limit: 10_000, organization }); page.length > 0; page = await log.read(events.at(-1)!.position, { limit: 10_000, organization })) events.push(...page);
    const roots = rootsOf(events.map(leafOf));
    const heads = await client.rows<{ size: string; root: Buffer; checkpoint: string | null }>('SELECT size, root, checkpoint FROM ledger.heads WHERE organization = $1 ORDER BY size', [organization]);
    const known = new Set(heads.map(({ checkpoint }) => checkpoint));
    const bySize = new Map<number, string>();
    const look = (size: number, root: Buffer) => {
      const hex = root.toString('hex');
      if (roots[size]?.toString('hex') !== hex) wrong.add(`${organization} ${size} ${hex}`);
      if ((bySize.get(size) ?? hex) !== hex) twice.add(`${organization} ${size}`);
      bySize.set(size, hex);
    };
    const checkpoints = [...heads.flatMap(({ checkpoint }) => checkpoint ?? []), ...seen[n]!, ...shown.filter((each) => each.startsWith(`${originOf(organization)}\n`))];
    for (const { size, root } of heads) look(Number(size), root);
    for (const checkpoint of checkpoints) {
      const { origin, size, root } = parseCheckpoint(openNote(checkpoint, [parseVkey(SigningKey.fromSeed(KEY_SEED).vkey(originOf(organization)))]).text);
      expect(origin).toBe(originOf(organization));
      look(size, root);
    }
    let furthest = 0;
    for (const checkpoint of seen[n]!) {
      const { size } = parseCheckpoint(checkpoint);
      if (!known.has(checkpoint) || size < furthest) unpublished.add(checkpoint);
      furthest = Math.max(size, furthest);
    }
    off += Math.abs(events.length - Number(heads.at(-1)?.size ?? 0));
    fewest = Math.min(fewest, events.length);
  }
  return { wrong: wrong.size, twice: twice.size, unpublished: unpublished.size, off, fewest };
}

/** The envelope as FORMAT.md has it, by nothing of the ledger's. */
function leafOf(event: RecordedEvent, index: number): string {
  const { organization, position, stream, revision, id, type, schemaVersion, occurredAt, recordedAt, actor, app, correlationId, causationId, provenance, digest, payload } = event;
  const payloadHash = createHash('sha256').update(payload).digest('hex');
  return canonical({ v: 1, index, organization, position, stream, revision, id, type, schemaVersion, occurredAt, recordedAt, actor, app, correlationId, causationId, provenance, digest, payloadHash });
}

/** RFC 6962's root of the first n leaves, at n. */
function rootsOf(leaves: readonly string[]): Buffer[] {
  const sha256 = (...parts: (Buffer | string)[]) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
  const node = (left: Buffer, right: Buffer) => sha256(Buffer.from([1]), left, right);
  const roots: Buffer[] = [sha256('')];
  const peaks: { readonly leaves: number; readonly hash: Buffer }[] = [];
  for (const leaf of leaves) {
    peaks.push({ leaves: 1, hash: sha256(Buffer.from([0]), leaf) });
    while (peaks.length > 1 && peaks.at(-1)!.leaves === peaks.at(-2)!.leaves) {
      const [left, right] = peaks.splice(-2);
      peaks.push({ leaves: 2 * left!.leaves, hash: node(left!.hash, right!.hash) });
    }
    roots.push(peaks.map(({ hash }) => hash).reduceRight((right, left) => node(left, right)));
  }
  return roots;
}

function doors(n: number, events: number, upTo: (below: number) => number): AppendRequest[] {
  return Array.from({ length: events }, (_, i) => knock({ stream: `door-${upTo(60)}`, id: `k${n}-${i}`, expected: 'any', organization: ORGANIZATIONS[upTo(2)]! }));
}

/** The same again until it is known to be there: the database may be dead. */
async function appended(log: PostgresEventLog, requests: readonly AppendRequest[], isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    try {
      await log.append(requests);
      return;
    } catch {
      await pause(50);
    }
  }
}

/** A key is asked for between storing a head and signing it. */
function asksForKey(child: ChildProcess): Promise<void> {
  return new Promise((asked) => {
    const hear = (message: unknown) => {
      if (message !== 'key') return;
      child.off('message', hear);
      asked();
    };
    child.on('message', hear);
  });
}

const PUBLISHED = 'SELECT count(*)::int AS n FROM ledger.heads WHERE checkpoint IS NOT NULL';

/** Waits until a notary is at work, and so many more heads are published. */
async function grown(client: Client, heads: number, patienceMs: number, isStuck: () => boolean): Promise<void> {
  const [{ n: before }] = (await client.rows<{ n: number }>(PUBLISHED)) as [{ n: number }];
  for (let waited = 0; waited < patienceMs && !isStuck(); waited += 20, await pause(20)) {
    if ((await client.rows<{ n: number }>(PUBLISHED))[0]!.n >= before + heads) return;
  }
}

async function isComplete(client: Client): Promise<boolean> {
  const [row] = await client.rows<{ complete: boolean }>(`
    SELECT bool_and(events = (SELECT max(size) FROM ledger.heads h WHERE h.organization = it.organization AND checkpoint IS NOT NULL)) AS complete
    FROM (SELECT organization, count(*) AS events FROM log.events GROUP BY organization) it`);
  return row!.complete;
}

function postmaster(dataDirectory: string): number {
  return Number(readFileSync(join(dataDirectory, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
}

/** Asks again until the database is there. */
class Client {
  private readonly pool: pg.Pool;

  constructor(url: string) {
    this.pool = new pg.Pool({ connectionString: url, connectionTimeoutMillis: 2_000 });
    this.pool.on('error', () => undefined);
  }

  async rows<R extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<R[]> {
    for (const deadline = Date.now() + 30_000; ; await pause(50)) {
      try {
        return (await this.pool.query<R>(sql, values)).rows;
      } catch (error) {
        if (Date.now() > deadline) throw error;
      }
    }
  }

  end(): Promise<void> {
    return this.pool.end();
  }
}
