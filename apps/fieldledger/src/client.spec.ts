import { once } from 'node:events';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { nameOfProcess } from '@fieldledger/process-lock';
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

it('A key is sent only to the server that wrote where it listens, never to whoever listens there after it was killed', async () => {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'fieldledger-client-'));
  writeFileSync(join(dataDirectory, 'admin.key'), 'fl_key\n');
  let asked = 0;
  const other = createServer((_, response) => {
    asked += 1;
    response.end('{}');
  }).listen(0, '127.0.0.1');
  await once(other, 'listening');
  const found = async (owner: string | undefined) => {
    writeFileSync(join(dataDirectory, 'server.json'), JSON.stringify({ url: `http://127.0.0.1:${(other.address() as AddressInfo).port}`, process: owner }));
    await connect({ FIELDLEDGER_DATA: dataDirectory }).request('GET', '/readings');
  };
  try {
    const { pid } = spawnSync(process.execPath, ['--version']);
    // One that is gone, a later one of the same number, and none.
    for (const owner of [String(pid), `${process.pid} 1`, undefined]) await expect(found(owner)).rejects.toThrow(`No server is running on ${dataDirectory}.`);
    expect(asked).toBe(0);
    await found(nameOfProcess(process.pid));
    expect(asked).toBe(1);
  } finally {
    other.close();
  }
});
