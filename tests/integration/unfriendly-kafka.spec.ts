import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttp } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { PostgresEventLog } from '@fieldledger/event-log';
import { connectKafka } from '@fieldledger/feed';
import { nameUuid, type AppendRequest } from '@fieldledger/kernel';
import { startRelay, type RunningRelay } from '@fieldledger/relay';
import { settings } from '@fieldledger/settings';
import { canvassHistory, notTested, startTestKafka, startTestPostgres, type TestKafka } from '@fieldledger/testing';
import { topicsOf } from '@fieldledger/topics';
import { CuttingProxy } from './cutting-proxy.js';
import { recordsOf } from './records-of.js';

const PASSWORD = 'right-and-secret';
const root = join(import.meta.dirname, '..', '..');
const lacks = (program: string) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0;

/** A Kafka that wants to know who comes, or is full, silent, or no Kafka at all: the relay waits, says so, and catches up. */
describe('a Kafka that is not as it should be', () => {
  const folder = mkdtempSync(join(tmpdir(), 'unfriendly-kafka-'));
  const [key, certificate, both] = ['key.pem', 'certificate.pem', 'keystore.pem'].map((name) => join(folder, name)) as [string, string, string];
  const history = canvassHistory({ seed: 7, events: 1_000_000, organizations: [nameUuid('unfriendly', 'ours')] });
  let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
  let log: PostgresEventLog;
  let broker: TestKafka | undefined;
  let proxy: CuttingProxy;
  let ports: readonly [sasl: number, tls: number];
  let n = 0;
  let prefix = '';
  let said: string[] = [];
  const left: ChildProcess[] = [];

  beforeAll(async () => {
    postgres = await startTestPostgres();
    log = await PostgresEventLog.open({ url: postgres.url });
    await append(300);
    ports = [await freePort(), await freePort()];
    proxy = await CuttingProxy.start();
    if (!lacks('openssl')) {
      const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost']);
      expect([made.status, String(made.stderr)]).toEqual([0, expect.any(String)]);
      writeFileSync(both, readFileSync(key, 'utf8') + readFileSync(certificate, 'utf8'));
    } else notTested('the relay and TLS: openssl is not on this machine');
    const plain = ['sasl.enabled.mechanisms=PLAIN', `plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required user_relay="${PASSWORD}";`];
    broker = await startTestKafka('the relay and a Kafka that is slow, full, or asks for a password', {
      advertised: proxy.address,
      doors: [
        { protocol: 'SASL_PLAINTEXT', port: ports[0], settings: plain },
        ...(lacks('openssl') ? [] : [{ protocol: 'SSL' as const, port: ports[1], settings: ['ssl.keystore.type=PEM', `ssl.keystore.location=${both}`] }]),
      ],
    });
    if (broker) proxy.target = broker.port;
  }, 180_000);
  afterAll(async () => {
    for (const child of left) child.kill('SIGKILL');
    await broker?.stop();
    await proxy.stop();
    await log.close();
    await postgres.stop();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    prefix = `unfriendly${++n}`;
    said = [];
  });

  const itWithBroker = (name: string, run: () => Promise<void>) => it(name, async () => (broker ? run() : undefined), 180_000);

  async function append(count: number): Promise<void> {
    const requests: AppendRequest[] = Array.from({ length: count }, () => history.next().value!);
    for (const { outcome } of await log.append(requests)) expect(outcome).toBe('appended');
  }

  /** A relay with these settings until the work is done. */
  async function relayed(environment: Record<string, string>, work: (relay: RunningRelay) => Promise<void>): Promise<void> {
    const { kafka } = settings({ KAFKA_TOPIC_PREFIX: prefix, KAFKA_PARTITIONS: '3', ...environment });
    const relay = startRelay({ log, databaseUrl: postgres.url, kafka, tell: (line) => said.push(line) });
    await work(relay).finally(() => relay.stop());
  }

  async function until(what: string, is: () => boolean | Promise<boolean>): Promise<void> {
    for (let waited = 0; waited < 120_000; waited += 100) {
      if (await is()) return;
      await pause(100);
    }
    throw new Error(`It did not come so far that ${what}. The relay said: ${said.join('\n')}`);
  }

  const open = () => connectKafka({ brokers: [broker!.brokers], clientId: 'unfriendly', tell: () => undefined });
  const positionsIn = async () => (await recordsOf(open(), topicsOf(prefix).map(({ name }) => name))).map(({ event }) => event.position).sort();
  const positionsOf = async () => (await log.read('', { limit: 10_000 })).map(({ position }) => position);
  /** Everything is in the topics, each once. */
  const caughtUp = async () => {
    const wanted = await positionsOf();
    await until('everything is in the topics', async () => (await positionsIn().catch(() => [])).length >= wanted.length);
    expect(await positionsIn()).toEqual(wanted);
  };
  const red = (relay: RunningRelay) => until('it is not ready', async () => (await relay.readiness.check()) !== undefined);

  itWithBroker('lets it in only with the right password, which is never said', async () => {
    const credentials = { KAFKA_BROKERS: `127.0.0.1:${ports[0]}`, KAFKA_MECHANISM: 'plain', KAFKA_USERNAME: 'relay' };
    await relayed({ ...credentials, KAFKA_PASSWORD: 'wrong-and-secret' }, () => until('it says why', () => /The relay will try again: Kafka does not let this user in\. Check KAFKA_USERNAME, KAFKA_PASSWORD and KAFKA_MECHANISM\./.test(said.join('\n'))));
    expect(said.join('\n')).not.toContain('secret');
    await relayed({ ...credentials, KAFKA_PASSWORD: PASSWORD }, caughtUp);
    const example = (password: string) => {
      const { PATH } = process.env;
      const env = { PATH, ...credentials, DATABASE_URL: postgres.url, PORT: '0', KAFKA_TOPIC_PREFIX: prefix, KAFKA_PASSWORD: password };
      const child = spawn(process.execPath, ['apps/feed-example/dist/main.js'], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], env });
      left.push(child);
      child.stdout.on('data', (chunk: Buffer) => said.push(String(chunk)));
      return async (path: string) => (await fetch(`${/Ready at (http:[^"]+)\./.exec(said.join(''))?.[1]}${path}`)).text();
    };
    said = [];
    example('wrong-and-secret');
    await until('the reporting service says why', () => /feed-example will try again: Kafka does not let this user in\./.test(said.join('')));
    expect(said.join('\n')).not.toContain('secret');
    said = [];
    const ask = example(PASSWORD);
    await until('the reporting service follows', async () => (await ask('/health/ready').catch(() => '')).includes('following'));
  });

  itWithBroker('is spoken to by TLS, once it is known who vouches for it', async () => {
    if (lacks('openssl')) return;
    const start = (more: NodeJS.ProcessEnv) => {
      const { PATH } = process.env;
      const child = spawn(process.execPath, ['apps/relay/dist/main.js'], {
        cwd: root, stdio: ['ignore', 'pipe', 'pipe'],
        env: { PATH, DATABASE_URL: postgres.url, PORT: '0', KAFKA_BROKERS: `127.0.0.1:${ports[1]}`, KAFKA_SSL: 'true', KAFKA_TOPIC_PREFIX: prefix, KAFKA_PARTITIONS: '3', FIELDLEDGER_DATA: folder, ...more },
      });
      left.push(child);
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(String(chunk)));
      return async () => {
        const gone = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGTERM');
        await gone;
      };
    };
    const stranger = start({});
    await until('it says whom it does not trust', () => /The relay will try again: Kafka's certificate is not trusted\. Name the file of its authority by NODE_EXTRA_CA_CERTS.*self-signed certificate/.test(said.join('')));
    await stranger();
    await relayed({ KAFKA_BROKERS: broker!.brokers, KAFKA_SSL: 'true' }, () => until('it says that no TLS is spoken there', () => /The relay will try again: This Kafka does not speak TLS there/.test(said.join(''))));
    const friend = start({ NODE_EXTRA_CA_CERTS: certificate });
    await caughtUp();
    await friend();
  });

  itWithBroker('may fall silent: the relay is not ready then, and has everything when it speaks again', async () => {
    await relayed({ KAFKA_BROKERS: broker!.brokers }, async (relay) => {
      await caughtUp();
      proxy.hold();
      await append(200);
      await red(relay);
      expect(await relay.readiness.check()).toMatch(/^The relay does not get on: /);
      await append(200);
      proxy.release();
      await caughtUp();
      await until('it is ready', async () => (await relay.readiness.check()) === undefined);
    });
  });

  itWithBroker('may be full, and ends itself: the relay has everything when there is room again', async () => {
    if (lacks('prlimit')) return void notTested('the relay and a Kafka whose disk is full: prlimit is not on this machine');
    await relayed({ KAFKA_BROKERS: broker!.brokers }, async (relay) => {
      await caughtUp();
      // No file of it may grow any more.
      expect(spawnSync('prlimit', ['--pid', String(broker!.pid), '--fsize=4096:4096']).status).toBe(0);
      await append(400);
      await red(relay);
      await broker!.kill();
      await broker!.restart();
      await caughtUp();
      await until('it is ready', async () => (await relay.readiness.check()) === undefined);
    });
  });

  describe('or is none', () => {
    const servers: Server[] = [];
    afterAll(() => servers.forEach((server) => server.close()));
    const listening = async (server: Server) => {
      servers.push(server);
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return `127.0.0.1:${(server.address() as AddressInfo).port}`;
    };

    it('but a web server', async () => {
      const address = await listening(createHttp((_, answer) => answer.end('Hello')));
      await relayed({ KAFKA_BROKERS: address }, () => until('it says so', () => said.join('\n').includes('The relay will try again: What listens there closes the connection. Is it a Kafka (KAFKA_BROKERS)')));
      }, 120_000);

    it('but of a version that does not know how we speak', async () => {
      // Kafka's answer to every request: its number, and that it does not support this version of it.
      const old = createServer((socket) => {
        socket.on('error', () => socket.destroy());
        socket.on('data', (request) => {
          const answer = Buffer.alloc(14);
          answer.writeInt32BE(10, 0);
          answer.writeInt32BE(request.readInt32BE(8), 4);
          answer.writeInt16BE(35, 8);
          socket.write(answer);
        });
      });
      await relayed({ KAFKA_BROKERS: await listening(old) }, () => until('it says so', () => /The relay will try again: This Kafka does not know the versions/.test(said.join('\n'))));
      }, 120_000);
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
