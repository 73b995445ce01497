import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nameUuid, type RecordedEvent } from '@fieldledger/kernel';
import { ErasureKeeper } from '@fieldledger/people';
import { FileErasureJournal, Forgetting, KeyEncryptionKey, PostgresKeyRows, PostgresScrubber, Vault } from '@fieldledger/privacy';
import { PostgresReadStore, ProjectionRun } from '@fieldledger/read-store';
import { PersonsOnRecord, PROJECTIONS } from '@fieldledger/reports';
import pg from 'pg';
import { ReportsDoor } from './reports-door.js';

export const reference = (id: string) => ({ system: 'van', scope: 'OH.myvoters', id });
/** Days on which what was given needs not be kept any more, and on which it does. */
export const [LONG_AGO, THIS_YEAR] = ['2019-03-04', `${new Date().getUTCFullYear()}-02-03`];

export const gift = (by: object, amountCents: number, receivedOn = LONG_AGO, contributionId = randomUUID()) =>
  ({ contributionId, committeeId: 'C00999999', committeeKind: 'candidate', amountCents, receivedOn, contributor: { entityType: 'IND', zip: '43215', ...by }, electionDescription: 'In memory of a tree', remarks: { comment: 'In memory of a tree' } });
export const step = (volunteer: object, of = 'scheduled') => ({ stepId: randomUUID(), signupId: randomUUID(), step: of, volunteer, at: '2026-01-10T14:00:00Z', note: 'Knows the blue gate' });
export const attempt = (voter: object) => ({ attemptId: randomUUID(), voter, contactTypeId: 1, inputTypeId: 10, resultCodeId: 14, campaignId: 'c', attemptedAt: '2026-01-10T21:14:05Z', note: 'Ask again', phone: '614 555 0199' });
export const request = (person: object, more: object = {}) => ({ erasureId: randomUUID(), person, ground: 'state-privacy-law', requestedAt: '2026-02-01T12:00:00Z', ...more });

export type Stranger = ReturnType<ErasureTrial['stranger']>;

/** A campaign that forgets persons: its door, its log, and its keys, which can be opened again as after a restart. */
export class ErasureTrial {
  readonly organization = nameUuid('erasure', 'ours');
  readonly journal = join(mkdtempSync(join(tmpdir(), 'fieldledger-erasures-')), 'erasures.jsonl');
  private readonly kek = KeyEncryptionKey.fromText(randomBytes(32).toString('base64'), 'the spec');
  private people = 0;
  private rows!: PostgresKeyRows;
  door!: ReportsDoor;
  database!: pg.Client;
  admin!: string;

  async start(): Promise<void> {
    this.door = await ReportsDoor.open(async (url) => {
      this.rows = await PostgresKeyRows.open({ url });
      return this.openVault();
    });
    this.database = new pg.Client({ connectionString: this.door.url });
    await this.database.connect();
    this.admin = this.door.keyOf(this.organization, ['admin', 'ingest']);
  }

  async close(): Promise<void> {
    await this.database.end();
    await this.rows.close();
    await this.door.close();
  }

  readonly openVault = () => Vault.open(this.rows, this.kek, new FileErasureJournal(this.journal, () => undefined));

  /** Somebody nobody has met. */
  readonly stranger = () => {
    const n = ++this.people;
    return { reference: reference(`v-${n}`), lastName: `Quillfeather${n}x`, firstName: 'Zebulon', email: `z${n}@example.org`, phone: `614 555 ${String(1000 + n)}` };
  };

  /** A voter, a volunteer and a donor, with what was said of them in all three. */
  readonly known = async (person: Stranger = this.stranger(), cents = 25_00, day = LONG_AGO) => {
    const contribution = gift(person, cents, day);
    await this.say('/contributions', contribution);
    const signup = step({ reference: person.reference, lastName: person.lastName, email: person.email });
    await this.say('/signups/steps', signup);
    await this.say('/contact-attempts', attempt(person.reference));
    return { person, contribution, signup };
  };

  readonly say = async (path: string, body: object) => (await this.door.send(this.admin, path, body)) as { position: string; flags: string[] };
  readonly ask = (path: string, body: object) => this.door.ask(this.admin, path, body);
  readonly erase = async (person: object, more: object = {}) => this.ask('/erasures', request(person, more));

  /** Everything that the tables of persons hold, when they have come to the end of the log. */
  readonly clearText = async () => `${await this.rowsOf('contributors')}\n${await this.rowsOf('volunteers')}`;

  private async rowsOf(projection: string): Promise<string> {
    return (await this.database.query<{ line: string }>(`SELECT row_to_json(it)::text AS line FROM personal.${await this.tableOf(projection)} AS it`)).rows.map(({ line }) => line).join('\n');
  }

  /** The live table, when it has come to the end of the log. */
  private async tableOf(projection: string): Promise<string> {
    await this.store().rows({ projection, organization: this.organization, sql: 'SELECT 1 FROM {{table}} WHERE organization = $1 LIMIT 1', parameters: [], when: { minPosition: 'latest' } });
    const [live] = (await this.door.database.checkpoints(projection)).filter(({ state }) => state === 'live');
    return live!.table;
  }

  private store(): PostgresReadStore {
    return new PostgresReadStore(this.door.database, this.door.log);
  }

  readonly keeper = (now: () => Date, vault = this.door.vault) =>
    ErasureKeeper.start({ log: this.door.log, vault, records: new PersonsOnRecord(this.store()), scrubber: new PostgresScrubber(this.door.url, this.rows), now, tell: (line) => this.door.said.push(line) });

  readonly events = async (types?: readonly string[]): Promise<readonly RecordedEvent[]> => this.door.log.read('', { limit: 10_000, types });

  /** Everything that is sealed in events with this text, opened. */
  readonly opened = async (vault: Vault, of: string) => (await vault.unseal((await this.events()).filter(({ data }) => JSON.stringify(data).includes(of)))).flatMap((clear) => Object.values(clear));

  /** Every live table is what a rebuild makes of the log, whatever the size of its pages. */
  readonly expectRebuildsEqual = async () => {
    for (const { name } of PROJECTIONS) {
      const as = await (await this.runOf(name, await this.tableOf(name), 1_000)).digest();
      for (const pageSize of [1, 7, 1_000]) expect([name, await this.foldedAfresh(name, pageSize)]).toEqual([name, as]);
    }
  };

  /** The digest of a table that is made of the log again, by a vault that knows no key yet. */
  readonly foldedAfresh = async (projection: string, pageSize = 1_000) => {
    const run = await this.runOf(projection, `${projection}_again`, pageSize);
    try {
      await run.catchUp();
      return await run.digest();
    } finally {
      await run.discard();
    }
  };

  private async runOf(name: string, table: string, pageSize: number): Promise<ProjectionRun> {
    const { database, log } = this.door;
    const projection = PROJECTIONS.find((it) => it.name === name)!;
    return ProjectionRun.open({ pool: database.folding, log, projection, table, pageSize, unsealer: Forgetting.following(log, await this.openVault()) });
  }
}
