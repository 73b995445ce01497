import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEventStoreDouble, startTestPostgres } from '@fieldledger/testing';
import pg from 'pg';
import { CuttingProxy } from '../integration/cutting-proxy.js';
import { RunningServer } from './running-server.js';

/** Whoever spreads requests over several of an app sends none to one that can answer none. */
describe('while its PostgreSQL is frozen, though its process lives,', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fieldledger-ready-'));
  const proxy = CuttingProxy.start();
  let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
  let databaseUrl = '';
  beforeAll(async () => {
    chmodSync(folder, 0o711);
    postgres = await startTestPostgres();
    const address = new URL(postgres.url);
    (await proxy).target = Number(address.port);
    address.host = (await proxy).address;
    databaseUrl = address.href;
  });
  afterAll(async () => {
    (await proxy).release();
    await (await proxy).stop();
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const SENTENCE = 'PostgreSQL does not answer in time.';
  /** What each of these says, as soon as that is ready or not for want of its PostgreSQL; whatever else may be in its way. */
  const told = (addresses: Readonly<Record<string, string>>, isFrozen: boolean) =>
    Promise.all(
      Object.entries(addresses).map(async ([name, address]) => {
        for (let tries = 0; ; tries++) {
          const answer = await fetch(`${address}/health/ready`, { signal: AbortSignal.timeout(10_000) });
          const saysSo = (await answer.text()).includes(SENTENCE);
          if (saysSo === isFrozen || tries === 25) return [name, saysSo ? answer.status : undefined] as const;
          await new Promise((resolve) => setTimeout(resolve, 200));
        }
      }),
    );
  const expectFollowed = async (addresses: Readonly<Record<string, string>>) => {
    const everyone = (status: number | undefined) => Object.keys(addresses).map((name) => [name, status]);
    expect(await told(addresses, false)).toEqual(everyone(undefined));
    (await proxy).hold();
    expect(await told(addresses, true)).toEqual(everyone(503));
    (await proxy).release();
    expect(await told(addresses, false)).toEqual(everyone(undefined));
  };

  it('no app is ready, whose log is another, and each is again when it answers', async () => {
    const double = await startEventStoreDouble();
    const { PATH } = process.env;
    const environment = { PATH, PORT: '0', DATABASE_URL: databaseUrl, EVENTSTORE_URL: double.url, KAFKA_BROKERS: '127.0.0.1:9', FIELDLEDGER_DATA: join(folder, 'apps'), FIELDLEDGER_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64') };
    const apps: ChildProcess[] = [];
    const start = async (name: string) => {
      const app = spawn(process.execPath, [join(import.meta.dirname, '..', '..', 'apps', name, 'dist', 'main.js')], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
      apps.push(app);
      let said = '';
      return new Promise<string>((resolve, reject) => {
        app.stdout.on('data', (chunk: Buffer) => {
          const [, address] = /Ready at (\S+)\./.exec((said += String(chunk))) ?? [];
          if (address) resolve(address);
        });
        app.once('exit', () => reject(new Error(`${name} stopped:\n${said}`)));
      });
    };
    try {
      // Ingest makes the first organization, and audit the key that query signs with.
      const [ingest, audit] = [await start('ingest'), await start('audit')];
      const [query, projector, relay] = await Promise.all(['query', 'projector', 'relay'].map(start));
      await expectFollowed({ ingest, audit, query: query!, projector: projector!, relay: relay! });
    } finally {
      (await proxy).release();
      for (const app of apps) app.kill('SIGKILL');
      await double.stop();
    }
  });

  it('nor is all of it in one process', async () => {
    const client = new pg.Client(postgres.url);
    await client.connect();
    await client.query('CREATE DATABASE whole').finally(() => client.end());
    const server = await new RunningServer(join(folder, 'whole')).start({ DATABASE_URL: databaseUrl.replace(/\/postgres$/, '/whole') });
    try {
      await expectFollowed({ fieldledger: server.url });
    } finally {
      (await proxy).release();
      await server.remove();
    }
  });
});
