import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import { openEventStoreLog } from '@fieldledger/event-log';
import type { EventLog } from '@fieldledger/kernel';
import { type EventStoreDouble, knock, notTested, startEventStoreDouble } from '@fieldledger/testing';
import { failureOf } from './eventstore-trial.js';

const USER = { name: 'fieldledger', password: 'right-and-secret' };
const hasOpenssl = spawnSync('sh', ['-c', 'command -v openssl']).status === 0;

/** An EventStoreDB that is spoken to by TLS, and wants to know who comes. */
describe('the way into EventStoreDB', () => {
  const folder = mkdtempSync(join(tmpdir(), 'eventstore-doors-'));
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  let double: EventStoreDouble;
  let front: Server | undefined;

  beforeAll(async () => {
    double = await startEventStoreDouble({ user: USER });
    if (!hasOpenssl) {
      notTested('TLS to EventStoreDB: openssl is not on this machine');
      return;
    }
    const { status, stderr } = spawnSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost']);
    expect([status, String(stderr)]).toEqual([0, expect.any(String)]);
    front = createServer({ key: readFileSync(key), cert: readFileSync(certificate), ALPNProtocols: ['h2'] }, (client) => {
      const server = connect(double.port, '127.0.0.1');
      for (const socket of [client, server]) socket.on('error', () => [client, server].forEach((each) => each.destroy()));
      client.pipe(server).pipe(client);
    });
    front.on('tlsClientError', () => undefined);
    await new Promise<void>((resolve) => front!.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    front?.close();
    await double.stop();
    rmSync(folder, { recursive: true });
  });

  const at = (port: number, more: string, { name, password } = USER) => `esdb://${name}:${password}@localhost:${port}?${more}`;
  const behindTls = () => (front!.address() as AddressInfo).port;
  /** Writes and reads. */
  async function works(url: string): Promise<void> {
    const log: EventLog = await openEventStoreLog({ url });
    try {
      const [verdict] = await log.append([knock({ stream: `door-${Math.random()}` })]);
      expect(verdict).toMatchObject({ outcome: 'appended' });
      expect((await log.read('', { limit: 10_000 })).length).toBeGreaterThan(0);
    } finally {
      await log.close();
    }
  }
  /** What is said when it does not open, or does not answer. */
  async function refused(url: string): Promise<string> {
    const said = await failureOf(works(url));
    expect(said).toBeInstanceOf(Error);
    const { message, cause } = said as Error & { cause?: Error };
    expect(`${message} ${cause?.message}`).not.toContain('secret');
    return message;
  }

  it('is open to who knows name and password, and to nobody else', async () => {
    if (!hasOpenssl) return;
    const tls = `tls=true&tlsCAFile=${certificate}`;
    expect(await refused(at(behindTls(), tls, { ...USER, password: 'wrong-and-secret' }))).toMatch(/^EventStoreDB refuses the user name or the password of the connection string/);
    expect(await refused(`esdb://localhost:${behindTls()}?${tls}`)).toMatch(/^EventStoreDB refuses the user name or the password/);
    await works(at(behindTls(), tls));
    // Without TLS the client keeps them to itself.
    expect(await refused(at(double.port, 'tls=false'))).toMatch(/With tls=false none are sent\.$/);
  }, 120_000);

  it('is by TLS where its certificate is known, and where it is not that is said', async () => {
    if (!hasOpenssl) return;
    await works(at(behindTls(), `tls=true&tlsCAFile=${certificate}`));
    expect(await refused(at(behindTls(), 'tls=true'))).toMatch(/disagree about TLS.*tlsCAFile/);
  }, 120_000);

  it('is said to be another when one side speaks TLS and the other does not', async () => {
    if (!hasOpenssl) return;
    expect(await refused(at(double.port, `tls=true&tlsCAFile=${certificate}`))).toMatch(/disagree about TLS/);
    expect(await refused(at(behindTls(), 'tls=false'))).toMatch(/if that is an EventStoreDB with TLS, the connection string must not say tls=false/);
  }, 120_000);
});
