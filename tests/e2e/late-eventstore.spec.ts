import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEventStoreDouble, startTestPostgres } from '@fieldledger/testing';

/** A port on which nobody listens. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

describe('an EventStoreDB that is there later than who follows it', () => {
  let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
  const data = mkdtempSync(join(tmpdir(), 'fieldledger-late-'));
  beforeAll(async () => void (postgres = await startTestPostgres()));
  afterAll(async () => {
    await postgres?.stop();
    rmSync(data, { recursive: true, force: true });
  });

  it.each(['relay', 'projector'])('is waited for by the %s, which says so, and then begins', async (name) => {
    const port = await freePort();
    const { PATH } = process.env;
    const app = spawn(process.execPath, [join(import.meta.dirname, '..', '..', 'apps', name, 'dist', 'main.js')], {
      env: { PATH, PORT: '0', DATABASE_URL: postgres.url, KAFKA_BROKERS: '127.0.0.1:9', FIELDLEDGER_DATA: data, FIELDLEDGER_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'), EVENTSTORE_URL: `esdb://127.0.0.1:${port}?tls=false` },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    app.stdout.on('data', (chunk: Buffer) => (said += String(chunk)));
    const until = async (what: RegExp) => {
      for (let waited = 0; !what.test(said) && app.exitCode === null && waited < 30_000; waited += 50) await new Promise((resolve) => setTimeout(resolve, 50));
      expect(said).toMatch(what);
    };
    await until(/Waiting for the event log: .*No EventStoreDB answers there\. Is it running, and is EVENTSTORE_URL right\?/);
    const double = await startEventStoreDouble({ port });
    try {
      await until(/Ready at http/);
      const gone = once(app, 'exit');
      app.kill('SIGTERM');
      expect(await gone).toEqual([0, null]);
    } finally {
      app.kill('SIGKILL');
      await double.stop();
    }
  }, 90_000);

  it('may be called off by whoever waits', async () => {
    const { PATH } = process.env;
    const app = spawn(process.execPath, [join(import.meta.dirname, '..', '..', 'apps', 'relay', 'dist', 'main.js')], {
      env: { PATH, PORT: '0', DATABASE_URL: postgres.url, KAFKA_BROKERS: '127.0.0.1:9', FIELDLEDGER_DATA: data, EVENTSTORE_URL: `esdb://127.0.0.1:${await freePort()}?tls=false` }, stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(app.stdout, 'data');
    const gone = once(app, 'exit');
    app.kill('SIGTERM');
    expect(await gone).toEqual([0, null]);
  }, 60_000);
});
