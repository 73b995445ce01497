import 'reflect-metadata';
import { Global, Module } from '@nestjs/common';
import { ContactsModule } from '@fieldledger/contacts';
import { DonationsModule } from '@fieldledger/donations';
import { PostgresEventLog } from '@fieldledger/event-log';
import { createHttpApp, KEY_STORE, newApiKey, READINESS, type Scope, type StoredKey } from '@fieldledger/http';
import { EVENT_LOG, READ_STORE, WHAT_IF } from '@fieldledger/kernel';
import { PeopleModule, PERSONAL_RECORDS } from '@fieldledger/people';
import { PostgresReadStore, Projector, ReadDatabase } from '@fieldledger/read-store';
import { PersonsOnRecord, PROJECTIONS, REPORTS, ReportsModule } from '@fieldledger/reports';
import { Forgetting, SCRUBBER, VAULT, type Vault } from '@fieldledger/privacy';
import { startTestPostgres, trialVault } from '@fieldledger/testing';
import { VolunteeringModule } from '@fieldledger/volunteering';

/** The door of every domain and of the reports over a real PostgreSQL, with its projector, for organizations that come and go. */
export class ReportsDoor {
  private readonly keys = new Map<string, StoredKey>();
  private readonly closing: (() => Promise<unknown>)[] = [];

  private constructor() {}

  address = '';
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
    const postgres = await this.opened(startTestPostgres(), (it) => it.stop());
    this.log = await this.opened(PostgresEventLog.open({ url: postgres.url }), (it) => it.close());
    const database = await this.opened(ReadDatabase.open({ url: postgres.url }), (it) => it.close());
    const vault = await vaultOf(postgres.url);
    Object.assign(this, { database, vault, url: postgres.url });
    await this.opened(Projector.start({ database, log: this.log, projections: PROJECTIONS, tell: (line) => this.said.push(line), unsealer: Forgetting.following(this.log, vault) }), (it) => it.stop());
    const store = new PostgresReadStore(database, this.log);
    const parts = [
      { provide: EVENT_LOG, useValue: this.log },
      { provide: READ_STORE, useValue: store },
      { provide: PERSONAL_RECORDS, useValue: new PersonsOnRecord(store) },
      { provide: SCRUBBER, useValue: {} },
      { provide: WHAT_IF, useValue: {} },
      { provide: VAULT, useValue: vault },
      { provide: KEY_STORE, useValue: { find: async (keyId: string) => this.keys.get(keyId) } },
      { provide: READINESS, useValue: [] },
    ];
    @Global()
    @Module({ providers: parts, exports: parts.map(({ provide }) => provide) })
    class Parts {}
    @Module({ imports: [Parts, ContactsModule, DonationsModule, VolunteeringModule, PeopleModule, ReportsModule.of(REPORTS)] })
    class Everything {}
    const app = await this.opened(createHttpApp({ module: Everything }, {}), (it) => it.close());
    this.address = await app.listen(0, '127.0.0.1');
  }

  private async opened<T>(opening: Promise<T>, close: (it: T) => Promise<unknown>): Promise<T> {
    const it = await opening;
    this.closing.unshift(() => close(it));
    return it;
  }

  /** What the projector told. */
  readonly said: string[] = [];

  keyOf(organization: string, scopes: Scope[]): string {
    const { key, stored } = newApiKey({ organization, scopes, app: 'test' });
    this.keys.set(stored.keyId, stored);
    return `Bearer ${key}`;
  }

  /** The answer's JSON. @throws Error with the whole answer when it is not a success */
  async send<T = Record<string, unknown>>(authorization: string, path: string, payload?: unknown): Promise<T> {
    const { status, body } = await this.ask(authorization, path, payload);
    if (status >= 300) throw new Error(`${path} answered ${status}: ${JSON.stringify(body)}`);
    return body as T;
  }

  async ask(authorization: string, path: string, payload?: unknown): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
    const headers = { authorization, ...(payload !== undefined && { 'content-type': 'application/json' }) };
    const answer = await fetch(this.address + path, { method: payload === undefined ? 'GET' : 'POST', headers, body: payload === undefined ? undefined : JSON.stringify(payload) });
    const text = await answer.text();
    return { status: answer.status, body: (answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : { text }) as Record<string, unknown> };
  }

  async close(): Promise<void> {
    for (const close of this.closing) await close();
  }
}
