import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { PostgresEventLog } from '@fieldledger/event-log';
import { nameUuid, sha256, type AppendRequest, type Meta } from '@fieldledger/kernel';
import { Ledger, Notary, SigningKey, type NotaryStatus, type SigningKeys } from '@fieldledger/ledger';
import { ERASURE_EXAMPLES } from '@fieldledger/people';
import { Forgetting, KeyEncryptionKey, PostgresKeyRows, Vault } from '@fieldledger/privacy';
import { PostgresRebuilds, Projector, ReadDatabase } from '@fieldledger/read-store';
import { PROJECTIONS, REPORTS } from '@fieldledger/reports';
import { Openings } from '@fieldledger/process-lock';
import { canvassHistory } from '@fieldledger/testing';
import type { Finding } from '@fieldledger/verifier';
import pg from 'pg';
import { KeptTables } from './kept-tables.js';
import { LiveAuditor } from './live-auditor.js';
import type { Row } from './live-row.js';

const originOf = (organization: string) => `ledger.example/${organization}`;
const seedOf = (n: number) => SigningKey.fromSeed(Buffer.from(sha256(`live trial ${n}`), 'hex'));

/**
 * A live database with the logs, keys of persons and signed ledgers of three organizations; an auditor, who has the key
 * and every checkpoint that was ever published; and somebody who is the database's superuser, switches every trigger off
 * and does as they please.
 */
export class LiveTrial {
  readonly organizations: readonly string[];
  private readonly directory = mkdtempSync(join(tmpdir(), 'live-tamper-'));
  private readonly openings = new Openings();
  private readonly url: string;
  private database!: ReadDatabase;
  private vault!: Vault;
  private keys: SigningKeys = { current: seedOf(0), previous: undefined, origin: 'the trial' };
  private histories = 0;
  private persons: { readonly organization: string; readonly subject: string }[] = [];
  private log!: PostgresEventLog;
  private ledger!: Ledger;
  private kept!: KeptTables;
  /** The superuser's connection. */
  sql!: pg.Client;
  /** By organization, in the order of its leaves. */
  rows: ReadonlyMap<string, readonly Row[]> = new Map();
  auditor!: LiveAuditor;

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
    this.auditor = new LiveAuditor({ directory: this.directory, ledger: this.ledger, log: this.log, database: this.database, originOf, firstKey: seedOf(0), keys: async () => this.keys });
    for (let n = 0; n < 4; n++) {
      await this.canvass(210);
      await this.meet(10);
      await this.sign();
    }
    this.kept = await KeptTables.beside(this.sql);
    await this.remember();
  }

  async close(): Promise<void> {
    await this.openings.closeAll();
    rmSync(this.directory, { recursive: true, force: true });
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
      // First this: what is signed before it is taken in is not all.
      if (!(await this.isTakenIn())) return undefined;
      const { rows } = await this.sql.query<{ it: boolean }>('SELECT bool_and(size = (SELECT max(size) FROM ledger.heads h WHERE h.organization = t.organization AND checkpoint IS NOT NULL)) AS it FROM ledger.trees t');
      return rows[0]!.it || undefined;
    }));
  }

  /** Who has the database and a key, that of the ledger or another, makes a ledger of the log as it is now. */
  async signedAnew(organization: string, random: (below: number) => number, byStranger: boolean): Promise<readonly Finding[]> {
    const keys = this.keys;
    await this.sql.query(`DELETE FROM ledger.trees; DELETE FROM ledger.tiles; DELETE FROM ledger.entries; DELETE FROM ledger.heads; DELETE FROM ledger.keys; UPDATE ledger.progress SET position = ''`);
    if (byStranger) this.keys = { ...keys, current: seedOf(1_000_000 + random(1e6)) };
    try {
      await this.sign();
      return await this.auditor.export(organization, random);
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
    await this.kept.remember();
    const { rows } = await this.sql.query<Row & { organization: string }>('SELECT position::int, organization, stream, revision, type, meta, payload FROM log.events ORDER BY position');
    this.rows = new Map(this.organizations.map((organization) => [organization, rows.filter((row) => row.organization === organization)]));
    await this.auditor.note(this.organizations, this.rows);
  }

  /** What is in the log now stays there. */
  async rememberLog(): Promise<void> {
    await this.kept.remember('log.');
  }

  /** Undoes what was done to tables whose name begins so. */
  async restore(schema = ''): Promise<void> {
    await this.kept.restore(schema);
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
