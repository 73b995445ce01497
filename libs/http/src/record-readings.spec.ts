import 'reflect-metadata';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { Controller, Get, Global, Header, Module, Param } from '@nestjs/common';
import { Asked } from './asked.js';
import { KEY_STORE, newApiKey, type Scope, type StoredKey } from './api-key.js';
import { READINESS } from './health.controller.js';
import { CountedFile } from './counted-file.js';
import { createHttpApp } from './create-http-app.js';
import type { HttpApp } from './http-app.js';
import { Needs } from './identity.guard.js';
import { READING_RECORD, type Reading } from './reading-record.js';
import { SeesPersons } from './request-meta.js';

const answered: string[] = [];

@Controller('ledger')
@Needs('audit')
class LedgerRoutes {
  @Get('checkpoint')
  checkpoint() {
    return 'one\ntwo\n';
  }
}

@Controller('exports')
@Needs('audit')
class ExportRoutes {
  @Get(':id/events')
  events(@Asked('first') _asked: object) {
    return new CountedFile(Readable.from(['{}\n{}\n']), 2);
  }

  @Get(':id/files/*')
  file() {
    return new CountedFile(Readable.from(['four']), 4);
  }
}

@Controller('rebuilds')
@Needs('audit')
class RebuildRoutes {
  @Get(':id')
  status(@Param('id') id: string) {
    return { id, report: 'filings', ...(id === 'over' && { tables: [{ rows: 3 }, { rows: 4 }] }) };
  }
}

@Controller('reports')
@Needs('read')
class ReportRoutes {
  @Get('plain')
  plain(@Asked('day', 'asOf', 'atPosition', 'occurredUntil') _asked: object) {
    return { rows: [1, 2] };
  }

  @Get('as-csv')
  @Header('content-type', 'text/csv; charset=utf-8')
  csv() {
    return 'day,words\r\n2026-10-01,"two lines,\r\nand ""a\nthird"""\r\n2026-10-02,one\r\n';
  }

  @Get('of-the-feed')
  records() {
    return { records: [1, 2, 3, 4, 5] };
  }

  @Get('named')
  named(@SeesPersons() sees: boolean) {
    answered.push(`named ${sees}`);
    return { rows: [1, 2, 3] };
  }
}

describe('the record of reading', () => {
  const keys = new Map<string, StoredKey>();
  const noted: Reading[] = [];
  let fails = false;
  let app: HttpApp;
  let address: string;

  beforeAll(async () => {
    const parts = [
      { provide: KEY_STORE, useValue: { find: async (keyId: string) => keys.get(keyId) } },
      { provide: READINESS, useValue: [] },
      { provide: READING_RECORD, useValue: { note: async (reading: Reading) => (fails ? Promise.reject(new Error('full')) : void noted.push(reading)) } },
    ];
    @Global()
    @Module({ providers: parts, exports: parts.map(({ provide }) => provide) })
    class Parts {}
    @Module({ imports: [Parts], controllers: [LedgerRoutes, ExportRoutes, RebuildRoutes, ReportRoutes] })
    class Routes {}
    app = await createHttpApp({ module: Routes }, { logger: { log: () => undefined, warn: () => undefined, error: () => undefined } });
    address = await app.listen(0, '127.0.0.1');
  });
  afterAll(() => app.close());
  beforeEach(() => void noted.splice(0));

  async function ask(path: string, ...scopes: Scope[]): Promise<Response> {
    const { key, stored } = newApiKey({ organization: '7b0c6d1e-0a51-4a53-8ad4-3f1f7a6f9c01', scopes, app: 'test' });
    keys.set(stored.keyId, stored);
    return fetch(address + path, { headers: { authorization: `Bearer ${key}` } });
  }

  it.each<[string, Scope, Pick<Reading, 'what' | 'path' | 'amount'>]>([
    ['/ledger/checkpoint', 'audit', { what: 'ledger', path: '/ledger', amount: 8 }],
    ['/exports/7/events?first=0', 'audit', { what: 'export', path: '/exports/7/events', amount: 2 }],
    ['/exports/7/files/README.md', 'audit', { what: 'export', path: '/exports/7/files', amount: 4 }],
    ['/rebuilds/8dacc74e', 'audit', { what: 'rebuild', path: '/rebuilds/filings', amount: 0 }],
    ['/rebuilds/over', 'audit', { what: 'rebuild', path: '/rebuilds/filings', amount: 7 }],
    ['/reports/as-csv', 'audit', { what: 'report', path: '/reports/as-csv', amount: 2 }],
    ['/reports/of-the-feed', 'audit', { what: 'report', path: '/reports/of-the-feed', amount: 5 }],
    ['/reports/plain?day=2026-10-03', 'audit', { what: 'report', path: '/reports/plain', amount: 2 }],
    ['/reports/plain?asOf=2026-10-03T00:00:00Z', 'read', { what: 'replay', path: '/reports/plain', amount: 2 }],
    ['/reports/named', 'personal', { what: 'unsealed', path: '/reports/named', amount: 3 }],
  ])('has a line for %s, asked by a key that may %s', async (path, scope, reading) => {
    expect((await ask(path, scope)).status).toBe(200);
    expect(noted).toEqual([expect.objectContaining({ ...reading, app: 'test' })]);
    expect(JSON.stringify(noted)).not.toContain('2026-10-03');
  });

  /** As a client writes that hides what it asks for: encoded, with `#` in the place of `?`, or with the host before the path. */
  function askRaw(target: string, ...scopes: Scope[]): Promise<number> {
    const { key, stored } = newApiKey({ organization: '7b0c6d1e-0a51-4a53-8ad4-3f1f7a6f9c01', scopes, app: 'test' });
    keys.set(stored.keyId, stored);
    return new Promise((resolve, reject) => {
      request(address, { path: target, headers: { authorization: `Bearer ${key}` } }, (response) => resolve(response.resume().statusCode!)).on('error', reject).end();
    });
  }

  it.each<[string, Scope, Pick<Reading, 'what' | 'path'>]>([
    ['/reports/plain?as%4Ff=2026-10-03T00:00:00Z', 'read', { what: 'replay', path: '/reports/plain' }],
    ['/%72eports/pl%61in?atPosition=0000000000000001', 'read', { what: 'replay', path: '/reports/plain' }],
    ['/reports/plain#occurredUntil=2026-10-03T00:00:00Z', 'read', { what: 'replay', path: '/reports/plain' }],
    ['http://example.org/reports/plain?asOf=2026-10-03T00:00:00Z', 'read', { what: 'replay', path: '/reports/plain' }],
    ['/%6cedger/checkpoint', 'audit', { what: 'ledger', path: '/ledger' }],
    ['/exports/%37/events?first=0', 'audit', { what: 'export', path: '/exports/7/events' }],
  ])('has its line for %s too, asked by a key that may %s', async (target, scope, reading) => {
    expect(await askRaw(target, scope)).toBe(200);
    expect(noted).toEqual([expect.objectContaining(reading)]);
  });

  it.each<[string, Scope]>([['/reports/plain', 'read'], ['/reports/named', 'read'], ['/reports/plain', 'personal'], ['/health/live', 'read']])('has none for %s, asked by a key that may %s', async (path, scope) => {
    expect((await ask(path, scope)).status).toBe(200);
    expect(noted).toEqual([]);
  });

  it('comes before the answer: what cannot be noted is not shown', async () => {
    fails = true;
    for (const [path, scope] of [['/ledger/checkpoint', 'audit'], ['/reports/named', 'personal']] as const) {
      const response = await ask(path, scope);
      expect([path, response.status, (await response.text()).includes('rows')]).toEqual([path, 500, false]);
    }
    fails = false;
    expect(answered).toContain('named true');
  });
});
