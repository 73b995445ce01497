import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { connect } from './client.js';

it.each(['', '/', '/campaign', '/campaign/'])('The command line asks the one server that is named for everything, also where the other addresses are set to nothing, and below the path that is named: %j', async (place) => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url!);
    response.end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const client = connect({
      FIELDLEDGER_DATA: mkdtempSync(join(tmpdir(), 'fieldledger-client-')), FIELDLEDGER_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}${place}`, FIELDLEDGER_QUERY_URL: '', FIELDLEDGER_AUDIT_URL: '', FIELDLEDGER_KEY: 'fl_key',
    });
    const paths = ['/contact-attempts', '/reports/contact-rates', '/readings', '/reports/contact-rates?asOf=2026-11-03T00:00:00Z'];
    for (const path of paths) await client.request('GET', path);
    expect(asked).toEqual(paths.map((path) => `${place.replace(/\/$/, '')}${path}`));
  } finally {
    server.close();
  }
});

it.each([['ECONNREFUSED', 'does not answer (ECONNREFUSED). Is it running?'], ['UND_ERR_HEADERS_TIMEOUT', 'has not answered for five minutes; what was asked may be under way there still. Ask again later.']])('The command line tells a server that is not there from one that takes its time: %s', async (code, said) => {
  const fetched = jest.spyOn(globalThis, 'fetch').mockRejectedValue(Object.assign(new TypeError('fetch failed'), { cause: { code } }));
  const client = connect({ FIELDLEDGER_DATA: mkdtempSync(join(tmpdir(), 'fieldledger-client-')), FIELDLEDGER_URL: 'http://127.0.0.1:9', FIELDLEDGER_KEY: 'fl_key' });
  await expect(client.request('POST', '/erasures/scrubs')).rejects.toThrow(`The server at http://127.0.0.1:9 ${said}`);
  fetched.mockRestore();
});
