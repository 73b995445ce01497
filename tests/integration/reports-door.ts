import { EVENT_TIMES } from '@fieldledger/audit';
import { ContactsModule } from '@fieldledger/contacts';
import { DonationsModule } from '@fieldledger/donations';
import { PostgresEventLog } from '@fieldledger/event-log';
import type { Scope } from '@fieldledger/http';
import { EVENT_LOG, READ_STORE, WHAT_IF, type ReadStore, type ReportQuery } from '@fieldledger/kernel';
import { PeopleModule, PERSONAL_RECORDS } from '@fieldledger/people';
import { PostgresReadStore, PostgresReplays, Projector, ReadDatabase, TimedReadStore } from '@fieldledger/read-store';
import { PersonsOnRecord, PROJECTIONS, REPORTS, ReportsModule, TablesAsked } from '@fieldledger/reports';
import { Forgetting, VAULT, type Vault } from '@fieldledger/privacy';
import { Openings } from '@fieldledger/process-lock';
import { startTestPostgres, trialVault } from '@fieldledger/testing';
import { VolunteeringModule } from '@fieldledger/volunteering';
import { KeyedDoor, type Said } from './keyed-door.js';

/** The door of every domain and of the reports over a real PostgreSQL, with its projector, for organizations that come and go. */
export class ReportsDoor {
  private readonly openings = new Openings();
  private door!: KeyedDoor;
  /** What answers at the door. */
  private store!: ReadStore;

  private constructor() {}

  log!: PostgresEventLog;

  database!: ReadDatabase;
  vault!: Vault;
  url = '';

  /** @param vaultOf the vault of a database; one in memory where nothing is said */
  static async open(vaultOf: (url: string) => Promise<Vault> = () => trialVault()): Promise<ReportsDoor> {
    const door = new ReportsDoor();
    try {
      await door.start(vaultOf);
    } catch (error) {
      await door.close();
      throw error;
    }
    return door;
  }

  private async start(vaultOf: (url: string) => Promise<Vault>): Promise<void> {
    const { openings } = this;
    const postgres = await openings.add(startTestPostgres(), (it) => it.stop());
    this.log = await openings.add(PostgresEventLog.open({ url: postgres.url }), (it) => it.close());
    const database = await openings.add(ReadDatabase.open({ url: postgres.url }), (it) => it.close());
    const vault = await vaultOf(postgres.url);
    Object.assign(this, { database, vault, url: postgres.url });
    await openings.add(Projector.start({ database, log: this.log, projections: PROJECTIONS, tell: (line) => this.said.push(line), unsealer: Forgetting.following(this.log, vault) }), (it) => it.stop());
    this.store = new PostgresReadStore(database, this.log);
    const store: ReadStore = { rows: <R extends object>(query: ReportQuery) => this.store.rows<R>(query) };
    const parts = [
      { provide: EVENT_LOG, useValue: this.log },
      { provide: READ_STORE, useValue: TablesAsked.noted(store) },
      { provide: PERSONAL_RECORDS, useValue: new PersonsOnRecord(store) },
      { provide: WHAT_IF, useValue: {} },
      { provide: VAULT, useValue: vault },
    ];
    this.door = await openings.add(KeyedDoor.open([ContactsModule, DonationsModule, VolunteeringModule, PeopleModule, ReportsModule.of(REPORTS)], parts), (it) => it.close());
  }

  /** From then on reports are answered as they stood, too. */
  async replaying(): Promise<void> {
    const { url, log, vault } = this;
    const replays = await this.openings.add(PostgresReplays.open({ url, log, projections: PROJECTIONS, times: EVENT_TIMES, unsealer: Forgetting.following(log, vault), tell: (line) => this.said.push(line) }), (it) => it.close());
    this.store = new TimedReadStore(this.store, replays);
  }

  get address(): string {
    return this.door.address;
  }

  /** What the projector told. */
  readonly said: string[] = [];

  keyOf(organization: string, scopes: Scope[]): string {
    return this.door.keyOf(organization, scopes);
  }

  /** The answer's JSON. @throws Error with the whole answer when it is not a success */
  async send<T = Record<string, unknown>>(authorization: string, path: string, payload?: unknown): Promise<T> {
    const { status, body } = await this.ask(authorization, path, payload);
    if (status >= 300) throw new Error(`${path} answered ${status}: ${JSON.stringify(body)}`);
    return body as T;
  }

  ask(authorization: string, path: string, payload?: unknown): Promise<Said> {
    return this.door.ask(authorization, path, payload);
  }

  close(): Promise<void> {
    return this.openings.closeAll();
  }
}
