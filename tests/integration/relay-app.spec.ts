import { startRelay } from '@fieldledger/relay';
import { settings } from '@fieldledger/settings';
import { knock, MemoryEventLog, startTestKafka, startTestPostgres } from '@fieldledger/testing';
import { setTimeout as pause } from 'node:timers/promises';
import { register } from 'prom-client';

describe('the relay as an app', () => {
  let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
  beforeAll(async () => void (postgres = await startTestPostgres()));
  afterAll(() => postgres?.stop());

  it('is ready while it is only behind, and not when it does not get on; the metrics tell since when', async () => {
    const log = new MemoryEventLog();
    await log.append([knock({ stream: 'door-1' })]);
    const said: string[] = [];
    // Nobody listens there.
    const { kafka } = settings({ KAFKA_BROKERS: '127.0.0.1:1' });
    const relay = startRelay({ log, databaseUrl: postgres.url, kafka, tell: (line, level) => said.push(`${level} ${line}`) });
    try {
      await pause(3_000);
      expect(await relay.readiness.check()).toBeUndefined();
      let told: string | undefined;
      for (let waited = 0; told === undefined && waited < 40_000; waited += 250) {
        await pause(250);
        told = await relay.readiness.check();
      }
      expect(told).toMatch(/^The relay does not get on: /);
      expect(said.join('\n')).toMatch(/^warn The relay will try again: .*(?:ECONNREFUSED|Connection)/m);
      const metrics = await register.metrics();
      expect(metrics).toMatch(/^fieldledger_relay_failing 1$/m);
      expect(metrics).toMatch(/^fieldledger_relay_lag 1$/m);
      expect(metrics).toMatch(/^fieldledger_relay_lag_seconds [1-9]/m);
      expect(metrics).toMatch(/^fieldledger_relay_last_error_timestamp_seconds \d{10}/m);
    } finally {
      await relay.stop();
    }
  }, 120_000);

  it('that stands by is not ready where it could not take over, and says why before it is needed', async () => {
    const broker = await startTestKafka('a relay that stands by, beside a real broker');
    if (!broker) return;
    const log = new MemoryEventLog();
    await log.append([knock({ stream: 'door-1', type: 'ContactAttempted' })]);
    const said: string[] = [];
    const start = (KAFKA_BROKERS: string) => {
      const { kafka } = settings({ KAFKA_BROKERS });
      return startRelay({ log, databaseUrl: postgres.url, kafka, tell: (line, level) => said.push(`${level} ${line}`) });
    };
    const leads = start(broker.brokers);
    for (let waited = 0; !/^fieldledger_relay_sent 1$/m.test(await register.metrics()) && waited < 40_000; waited += 100) await pause(100);
    const relays = [start(broker.brokers), start('127.0.0.1:1')];
    try {
      for (let waited = 0; (await relays[1]!.readiness.check()) === undefined && waited < 20_000; waited += 100) await pause(100);
      expect(await relays[1]!.readiness.check()).toMatch(/^This relay stands by, and could not take over: .*(?:ECONNREFUSED|Connection)/);
      expect(said.filter((line) => line.startsWith('warn This relay stands by, and could not take over: '))).toHaveLength(1);
      expect(await relays[0]!.readiness.check()).toBeUndefined();
      expect(await leads.readiness.check()).toBeUndefined();
    } finally {
      for (const relay of [...relays, leads]) await relay.stop();
      await broker.stop();
    }
  }, 120_000);

  it('does not start without a broker, and says so', () => {
    const { kafka } = settings({});
    expect(() => startRelay({ log: new MemoryEventLog(), databaseUrl: postgres.url, kafka, tell: () => undefined })).toThrow('KAFKA_BROKERS must name the Kafka');
  });
});
