import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Exports } from '@fieldledger/audit';
import { PostgresEventLog } from '@fieldledger/event-log';
import { nameUuid, sha256, Unavailable, type AppendRequest, type Meta } from '@fieldledger/kernel';
import { firstEventsOf, Ledger, Notary, payloadFile, SigningKey, tilePath, tilesOf, type NotaryStatus, type SigningKeys } from '@fieldledger/ledger';
import { ERASURE_EXAMPLES } from '@fieldledger/people';
import { Forgetting, KeyEncryptionKey, PostgresKeyRows, Vault } from '@fieldledger/privacy';
import { PostgresRebuilds, Projector, ReadDatabase } from '@fieldledger/read-store';
import { PROJECTIONS, REPORTS } from '@fieldledger/reports';
import { Openings } from '@fieldledger/service';
import { canvassHistory } from '@fieldledger/testing';
import { verifyBundle, verifyProof, type Finding } from '@fieldledger/verifier';
import pg from 'pg';

/** A leaf's row of the log, as far as an alteration asks for it. */
export interface Row {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly meta: string;
  readonly payload: string;
}

const originOf = (organization: string) => `ledger.example/${organization}`;
const seedOf = (n: number) => SigningKey.fromSeed(Buffer.from(sha256(`live trial ${n}`), 'hex'));
/** What is in the tables that an alteration may touch, and by what a row of each is known. */
const KEPT: Readonly<Record<string, string>> = {
  'log.events': 'position', 'log.head': 'id', 'ledger.stopped': 'organization', 'ledger.progress': 'only_row', 'ledger.trees': 'organization', 'ledger.tiles': 'organization, level, n', 'ledger.entries': 'organization, n',
  'ledger.heads': 'organization, size', 'ledger.keys': 'organization, from_size',
};

/** Makes the rows of one table those of another. */
function copied(from: string, to: string, key: string): string {
  const alike = (a: string, b: string) => `(${key.replace(/\w+/g, `${a}.$&`)}) = (${key.replace(/\w+/g, `${b}.$&`)})`;
  return `DELETE FROM ${to} t WHERE NOT EXISTS (SELECT FROM ${from} f WHERE ${alike('f', 't')} AND ROW(f.*) IS NOT DISTINCT FROM ROW(t.*));
    INSERT INTO ${to} SELECT * FROM ${from} f WHERE NOT EXISTS (SELECT FROM ${to} t WHERE ${alike('f', 't')});`;
}

const asideOf = (table: string) => `aside.${table.replace('.', '_')}`;
const remembering = (tables: readonly string[]) => tables.map((table) => copied(table, asideOf(table), KEPT[table]!)).join('\n');
const restoring = (tables: readonly string[]) => tables.map((table) => copied(asideOf(table), table, KEPT[table]!)).join('\n');

/**
 * A live database with the logs, keys of persons and signed ledgers of three organizations; an auditor, who has the key
 * and every checkpoint that was ever published; and somebody who is the database's superuser, switches every trigger off
 * and does as they please.
 */
export class LiveTrial {
  readonly organizations: readonly string[];
  readonly directory = mkdtempSync(join(tmpdir(), 'live-tamper-'));
  private readonly openings = new Openings();
  private readonly url: string;
  private database!: ReadDatabase;
  private vault!: Vault;
  private exports!: Exports;
  private keys: SigningKeys = { current: seedOf(0), previous: undefined, origin: 'the trial' };
  private readonly made = new Map<string, MadeExport>();
  private histories = 0;
  private persons: { readonly organization: string; readonly subject: string }[] = [];
  log!: PostgresEventLog;
  ledger!: Ledger;
  /** The superuser's connection. */
  sql!: pg.Client;
  /** By organization, in the order of its leaves. */
  rows: ReadonlyMap<string, readonly Row[]> = new Map();
  /** By organization, in order of size. */
  held: ReadonlyMap<string, readonly string[]> = new Map();

  private constructor(server: string, private readonly seed: number) {
    this.url = server.replace(/\/[^/]*$/, `/live_${seed}`);
    this.organizations = ['ours', 'theirs', 'others'].map((name) => nameUuid('live', name, String(seed)));
  }

  /** A database of its own on this server. */
  static async open(server: string, seed: number): Promise<LiveTrial> {
    const trial = new LiveTrial(server, seed);
    try {
      await trial.start(server);
    } catch (error) {
      await trial.close();
      throw error;
    }
    return trial;
  }

  private async start(server: string): Promise<void> {
    const { openings, url } = this;
    const admin = new pg.Client({ connectionString: server });
    await admin.connect();
    await admin.query(`CREATE DATABASE live_${this.seed}`).finally(() => admin.end());
    this.log = await openings.add(PostgresEventLog.open({ url }), (it) => it.close());
    this.ledger = await openings.add(Ledger.open({ url }), (it) => it.close());
    this.database = await openings.add(ReadDatabase.open({ url }), (it) => it.close());
    const keyRows = await openings.add(PostgresKeyRows.open({ url }), (it) => it.close());
    this.vault = await Vault.open(keyRows, KeyEncryptionKey.fromText(randomBytes(32).toString('base64'), 'the trial'));
    this.sql = new pg.Client({ connectionString: url });
    await openings.add(this.sql.connect(), () => this.sql.end());
    this.exports = new Exports({
      directory: join(this.directory, 'exports'), ledger: this.ledger, log: this.log,
      sourcesOf: (organization) => ({ ledger: this.ledger, database: this.figures, keys: async () => this.keys, organization, origin: originOf(organization), exportedAt: '2026-11-25T12:00:00.000Z' }),
    });
    for (let n = 0; n < 4; n++) {
      await this.canvass(210);
      await this.meet(10);
      await this.sign();
    }
    // Triggers are switched off, and nothing waits for the disk.
    await this.sql.query(`SET session_replication_role = replica; SET synchronous_commit = off; CREATE SCHEMA aside; ${Object.keys(KEPT).map((table) => `CREATE TABLE ${asideOf(table)} AS TABLE ${table} WITH NO DATA`).join(';')}`);
    await this.remember();
  }

  async close(): Promise<void> {
    await this.openings.closeAll();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Figures are dear, and prove nothing of the log: they are in the bundles of changes that are legitimate. */
  private withFigures = false;
  private get figures(): ReadDatabase {
    return this.withFigures ? this.database : ({ folding: { connect: () => Promise.reject(new Unavailable('not-yet-visible', 'There are no figures.', 1)) } } as unknown as ReadDatabase);
  }

  /** Knocks and what comes of them. */
  async canvass(events: number, organizations = this.organizations): Promise<void> {
    const requests = [...canvassHistory({ seed: this.seed * 1_000 + this.histories++, events, organizations })];
    await this.log.append(requests.map((request) => ({ ...request, meta: { ...request.meta, provenance: { row: 3, sourceSystem: 'canvass-csv' } } })));
  }

  /** Persons of whom something is sealed. */
  async meet(persons: number): Promise<void> {
    const met = Array.from({ length: persons }, (_, n) => ({ organization: this.organizations[n % 3]!, subject: nameUuid('live', 'person', String(this.seed), String(this.persons.length + n)) }));
    this.persons = [...met, ...this.persons];
    for (const { organization, subject } of met) {
      const [sealed] = await this.vault.seal(organization, [{ subject, eventId: subject, members: { note: 'Knows the blue gate' } }]);
      await this.log.append([requestOf(organization, `met-${subject}`, subject, 'PersonMet', { subject, ...sealed })]);
    }
  }

  /** One more event, whatever the stream has come to. */
  async append(organization: string, stream: string, random: (below: number) => number): Promise<void> {
    const id = nameUuid(stream, String(random(1e9)));
    await this.log.append([{ ...requestOf(organization, stream, id, 'PersonMet', {}), expected: 'any' }]);
  }

  async erase(): Promise<void> {
    const { organization, subject } = this.persons.pop()!;
    const { type, data } = ERASURE_EXAMPLES.PersonErased;
    const id = nameUuid(subject, 'erased');
    await this.log.append([requestOf(organization, `erasure-${id}`, id, type, { ...data, erasureId: id, subjects: [subject], suppressed: [], records: 1 })]);
    const { keys } = await this.vault.erasures.apply(this.log);
    if (keys !== 1) throw new Error(`${keys} keys were destroyed.`);
  }

  /** A new key for every organization's ledger. */
  async rotate(n: number): Promise<void> {
    this.keys = { current: seedOf(n), previous: this.keys.current, origin: 'the trial' };
    await this.sign();
    this.keys = { ...this.keys, previous: undefined };
  }

  /** Every report is folded up to here; one of them once more, and compared. */
  async rebuild(random: (below: number) => number): Promise<void> {
    const { database, log, url } = this;
    const unsealer = Forgetting.following(log, this.vault);
    const report = REPORTS[random(REPORTS.length)]!;
    const projections = [report.projection, ...(report.alsoAsks ?? [])];
    const projector = await Projector.start({ database, log, projections: PROJECTIONS, tell: () => undefined, unsealer });
    const rebuilds = await PostgresRebuilds.open({ url, log, unsealer });
    try {
      const { position } = await log.horizon();
      await until(async () => PROJECTIONS.every(({ name }) => projector.status().some((it) => it.projection === name && it.state === 'live' && it.position >= position)) || undefined);
      const organization = this.organizations[random(3)]!;
      const id = rebuilds.start(organization, report.name, projections);
      const status = await until(async () => {
        const now = rebuilds.status(organization, id)!;
        return ['finished', 'failed'].includes(now.state) ? now : undefined;
      });
      if (!status.equal) throw new Error(`The rebuild of ${report.name}: ${JSON.stringify(status)}`);
    } finally {
      await rebuilds.close();
      await projector.stop();
    }
  }

  /** Takes in and signs everything; then the auditor notes the checkpoints. */
  async sign(): Promise<void> {
    await this.notarized(async () => {
      await until(async () => (await this.isSigned()) || undefined);
    });
  }

  /** While this is done, there is a notary. */
  async notarized<T>(work: (status: () => NotaryStatus) => Promise<T>, keys = async () => this.keys): Promise<T> {
    const log = await PostgresEventLog.open({ url: this.url });
    const notary = Notary.start({ log, databaseUrl: this.url, originOf, keys, everyMs: 5, tell: () => undefined });
    try {
      return await work(() => notary.status());
    } finally {
      await notary.stop();
      await log.close();
    }
  }

  /** Takes in what is in the log, and signs nothing. */
  async takeIn(): Promise<void> {
    await this.notarized(() => until(async () => (await this.isTakenIn()) || undefined), () => Promise.reject(new Error('There is no key.')));
  }

  /** Whether the ledger is where the log ends. */
  async isTakenIn(): Promise<boolean> {
    const { rows } = await this.sql.query<{ it: boolean }>('SELECT position::bigint = (SELECT max(position) FROM log.events) AS it FROM ledger.progress');
    return rows[0]!.it;
  }

  /** Takes in what is in the log and signs it, whatever it is. */
  async signAsItIs(): Promise<void> {
    await this.notarized(() => until(async () => {
      const { rows } = await this.sql.query<{ it: boolean }>('SELECT bool_and(size = (SELECT max(size) FROM ledger.heads h WHERE h.organization = t.organization AND checkpoint IS NOT NULL)) AS it FROM ledger.trees t');
      return ((await this.isTakenIn()) && rows[0]!.it) || undefined;
    }));
  }

  /** Who has the database and a key, that of the ledger or another, makes a ledger of the log as it is now. */
  async signedAnew(organization: string, random: (below: number) => number, byStranger: boolean): Promise<readonly Finding[]> {
    const keys = this.keys;
    await this.sql.query(`DELETE FROM ledger.trees; DELETE FROM ledger.tiles; DELETE FROM ledger.entries; DELETE FROM ledger.heads; DELETE FROM ledger.keys; UPDATE ledger.progress SET position = ''`);
    if (byStranger) this.keys = { ...keys, current: seedOf(1_000_000 + random(1e6)) };
    try {
      await this.sign();
      return await this.export(organization, random);
    } finally {
      this.keys = keys;
    }
  }

  async isSigned(): Promise<boolean> {
    return (await this.unsigned()).length === 0;
  }

  /** Organizations of which not every event is signed, or not with the key in force. */
  async unsigned(): Promise<string[]> {
    const { rows } = await this.sql.query<{ organization: string; signed: boolean; vkey: string }>(`
      SELECT organization, events = (SELECT max(size) FROM ledger.heads h WHERE h.organization = it.organization AND checkpoint IS NOT NULL) AS signed,
        (SELECT vkey FROM ledger.keys k WHERE k.organization = it.organization ORDER BY from_size DESC LIMIT 1) AS vkey
      FROM (SELECT organization, count(*) AS events FROM log.events GROUP BY organization) it`);
    return rows.filter(({ organization, signed, vkey }) => !signed || vkey !== this.keys.current.vkey(originOf(organization))).map(({ organization }) => organization);
  }

  /** What is so now is what an alteration is undone to, and what the auditor has seen. */
  async remember(): Promise<void> {
    await this.sql.query(remembering(Object.keys(KEPT)));
    this.made.clear();
    const { rows } = await this.sql.query<Row & { organization: string }>('SELECT position::int, organization, stream, revision, type, meta, payload FROM log.events ORDER BY position');
    this.rows = new Map(this.organizations.map((organization) => [organization, rows.filter((row) => row.organization === organization)]));
    this.held = new Map(await Promise.all(this.organizations.map(async (organization) => [organization, (await this.ledger.checkpoints(organization, 0, Number.MAX_SAFE_INTEGER, 10_000)).map(({ checkpoint }) => checkpoint)] as const)));
  }

  /** What is in the log now stays there. */
  async rememberLog(): Promise<void> {
    await this.sql.query(remembering(['log.events', 'log.head']));
  }

  /** Undoes what was done to tables whose name begins so. */
  async restore(schema = ''): Promise<void> {
    await this.sql.query(restoring(Object.keys(KEPT).filter((table) => table.startsWith(schema))));
  }

  /** What of a bundle is made at once, and kept until it is fetched. */
  private async make(organization: string): Promise<MadeExport> {
    const out = join(this.directory, organization);
    const { exportId, size } = await this.exports.make(organization);
    rmSync(out, { recursive: true, force: true });
    renameSync(join(this.directory, 'exports', exportId), out);
    rmSync(join(out, 'export.json'));
    mkdirSync(join(out, 'ledger'));
    renameSync(join(out, 'checkpoint'), join(out, 'ledger', 'checkpoint'));
    return { out, size };
  }

  /** What is served as it is now, as the client fetches it. @throws Refusal */
  private async fetch(organization: string, { out, size }: MadeExport): Promise<void> {
    const { exports, ledger } = this;
    const put = async (path: string, fetched: () => Promise<Uint8Array | string | undefined>) => {
      const content = await fetched().catch((error: Error) => Promise.reject(new Refusal(path, error.message)));
      if (content === undefined) throw new Refusal(path, 'It is missing.');
      mkdirSync(dirname(join(out, path)), { recursive: true });
      writeFileSync(join(out, path), content);
    };
    const tiles = [...tilesOf(size)].flatMap(({ level, n, width }) => [tilePath(level, n, width), ...(level === 0 ? [tilePath('entries', n, width)] : [])]);
    const payloads = async (first: number) => {
      let lines = '';
      for await (const some of exports.payloads(organization, first, size)) lines += some;
      return lines;
    };
    const done = await Promise.allSettled([
      ...tiles.map((path) => put(`ledger/${path}`, () => ledger.tile(organization, path))),
      ...[...firstEventsOf(size)].map((first) => put(payloadFile(first), () => payloads(first))),
    ]);
    for (const each of done) if (each.status === 'rejected') throw each.reason;
  }

  /** What an auditor finds who fetches an export that was made before, and verifies it with the key and with checkpoints that were noted. */
  async bundle(organization: string, random: (below: number) => number): Promise<readonly Finding[]> {
    const made = this.made.get(organization) ?? (await this.make(organization));
    this.made.set(organization, made);
    const held = this.held.get(organization)!;
    try {
      await this.fetch(organization, made);
      return (await verifyBundle(made.out, { keys: [seedOf(0).vkey(originOf(organization))], since: [held.at(-1)!, held[random(held.length)]!] })).findings;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return [{ check: 'export', where: error.where, problem: error.message }];
    }
  }

  /** The same of an export that is made now. */
  async export(organization: string, random: (below: number) => number, withFigures = false): Promise<readonly Finding[]> {
    this.withFigures = withFigures;
    this.made.delete(organization);
    return this.bundle(organization, random).finally(() => this.made.delete(organization));
  }

  /** Whether the checkpoint that is served is the one that was noted last: nothing was appended since. */
  async served(organization: string): Promise<readonly Finding[]> {
    const now = await this.ledger.checkpoint(organization);
    return now === this.held.get(organization)!.at(-1) ? [] : [{ check: 'served', where: 'checkpoint', problem: now === undefined ? 'It is gone.' : 'It is not the one that was served.' }];
  }

  /** Receipts of the first and the last event of each bundle of entries. */
  async receipts(organization: string): Promise<readonly Finding[]> {
    const rows = this.rows.get(organization)!;
    const keys = (await this.ledger.keys(organization)).trim().split('\n');
    const findings: Finding[] = [];
    for (let index = 0; index < rows.length; index += index % 256 === 0 && index + 255 < rows.length ? 255 : index % 256 === 255 ? 1 : rows.length - 1 - index || 1) {
      try {
        const proof = await this.ledger.proof(organization, String(rows[index]!.position).padStart(16, '0'));
        if (verifyProof(proof ?? '', { keys }).index !== index) throw new Error('It is of another event.');
      } catch (error) {
        findings.push({ check: 'receipt', where: `event ${index}`, problem: (error as Error).message });
      }
    }
    return findings;
  }
}

interface MadeExport {
  readonly out: string;
  readonly size: number;
}

/** A file of a bundle that the server does not hand out. */
class Refusal extends Error {
  constructor(readonly where: string, problem: string) {
    super(problem);
  }
}

function requestOf(organization: string, stream: string, id: string, type: string, data: object): AppendRequest {
  const meta: Meta = { organization, actor: 'key-7', app: 'live', correlationId: id, causationId: null, receivedAt: '2026-10-22T00:00:00Z', provenance: null };
  return { stream, expected: 'none', events: [{ id, type, schemaVersion: 1, occurredAt: '2026-10-21T00:00:00Z', data }], meta, digest: sha256(id) };
}

/** @throws Error when it does not come to that within twenty seconds */
export async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await pause(4)) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error('It did not come to that within 20 seconds.');
}
