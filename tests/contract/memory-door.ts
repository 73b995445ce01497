import 'reflect-metadata';
import { Global, Module } from '@nestjs/common';
import { AUDIT_OWN_MODULES, EXPORTS, REBUILDS, REPLAYS } from '@fieldledger/audit';
import { ContactsModule } from '@fieldledger/contacts';
import { DonationsModule } from '@fieldledger/donations';
import { FeedHistoryModule, SqlReadersModule } from '@fieldledger/query';
import { createHttpApp, KEY_STORE, newApiKey, READINESS, READING_RECORD, type HttpApp, type HttpAppOptions, type Scope, type StoredKey } from '@fieldledger/http';
import { ANSWER_SIGNER, EVENT_LOG, READ_STORE, SQL_DOOR, WHAT_IF } from '@fieldledger/kernel';
import { SCRUBS, ScrubsModule } from '@fieldledger/ingest';
import { LEDGER } from '@fieldledger/ledger';
import { PeopleModule, PERSONAL_RECORDS } from '@fieldledger/people';
import { REPORTS, ReportsModule } from '@fieldledger/reports';
import { VAULT } from '@fieldledger/privacy';
import { ActBlueModule } from '@fieldledger/webhooks';
import { MemoryEventLog, trialSigner, trialVault } from '@fieldledger/testing';
import { VolunteeringModule } from '@fieldledger/volunteering';

/** What a door said. */
export interface Said {
  readonly status: number;
  readonly type: string | null;
  readonly body: Record<string, unknown>;
  readonly milliseconds: number;
}

/** The whole door on a free port, over a log in memory, for whoever was given a key. */
export class MemoryDoor {
  readonly log = new MemoryEventLog();
  private readonly keys = new Map<string, StoredKey>();

  private constructor() {}

  app!: HttpApp;
  address = '';

  static async open(options: HttpAppOptions = {}): Promise<MemoryDoor> {
    const door = new MemoryDoor();
    const parts = [
      { provide: EVENT_LOG, useValue: door.log },
      { provide: READ_STORE, useValue: {} },
      { provide: ANSWER_SIGNER, useValue: trialSigner },
      { provide: WHAT_IF, useValue: {} },
      { provide: SQL_DOOR, useValue: {} },
      { provide: VAULT, useValue: await trialVault() },
      { provide: PERSONAL_RECORDS, useValue: {} },
      { provide: KEY_STORE, useValue: { find: async (keyId: string) => door.keys.get(keyId) } },
      { provide: READINESS, useValue: [] },
      { provide: READING_RECORD, useValue: { note: async () => undefined } },
      ...[LEDGER, EXPORTS, REPLAYS, REBUILDS, SCRUBS].map((provide) => ({ provide, useValue: {} })),
    ];
    @Global()
    @Module({ providers: parts, exports: parts.map(({ provide }) => provide) })
    class Parts {}
    @Module({ imports: [Parts, ContactsModule, DonationsModule, VolunteeringModule, PeopleModule, ScrubsModule, ActBlueModule, ReportsModule.of(REPORTS), FeedHistoryModule, SqlReadersModule, ...AUDIT_OWN_MODULES] })
    class Everything {}
    door.app = await createHttpApp({ module: Everything }, options);
    door.address = await door.app.listen(0, '127.0.0.1');
    return door;
  }

  keyOf(organization: string, scopes: Scope[]): string {
    const { key, stored } = newApiKey({ organization, scopes, app: 'test' });
    this.keys.set(stored.keyId, stored);
    return key;
  }

  /** Sends JSON, or a text as it is. */
  async send(path: string, payload: unknown, authorization: string, method: 'GET' | 'POST' | 'DELETE' = 'POST'): Promise<Said> {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
    const started = performance.now();
    const headers = { authorization, ...(payload === undefined ? {} : { 'content-type': 'application/json' }) };
    const answer = await fetch(this.address + path, { method, headers, body: payload === undefined || method === 'GET' ? undefined : text });
    const body = (await answer.json()) as Record<string, unknown>;
    return { status: answer.status, type: answer.headers.get('content-type'), body, milliseconds: performance.now() - started };
  }

  close(): Promise<void> {
    return this.app.close();
  }
}
