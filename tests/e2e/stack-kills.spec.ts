import { setTimeout as pause } from 'node:timers/promises';
import { PostgresEventLog } from '@fieldledger/event-log';
import { connectKafka } from '@fieldledger/feed';
import { nameUuid } from '@fieldledger/kernel';
import { kafkaLacks } from '@fieldledger/local-kafka';
import { ProjectionRun, ReadDatabase } from '@fieldledger/read-store';
import { PROJECTIONS } from '@fieldledger/reports';
import { randomFrom, SEED } from '@fieldledger/testing';
import pg from 'pg';
import { recordsOf } from '../integration/records-of.js';
import { RunningStack } from './running-stack.js';

const SECONDS = Number(process.env['STACK_KILL_SECONDS'] ?? 15);
const PARTS = ['ingest', 'query', 'projector', 'relay', 'feed-example', 'kafka', 'postgres'];

describe('the stack, while all its processes are killed at random', () => {
  let stack: RunningStack | undefined;
  beforeAll(async () => {
    if (!(await kafkaLacks())) stack = await RunningStack.start();
  }, 180_000);
  afterAll(async () => {
    await stack?.remove();
  });

  it(`has one truth in log, tables, feed and reporting service after ${SECONDS} seconds`, async () => {
    if (!stack) return;
    const upTo = randomFrom(SEED);
    const kills: Record<string, number> = {};
    let over = false;
    const [acknowledged, voided] = [new Set<string>(), new Set<string>()];
    /** Sends until it is acknowledged: the ids are its own, so a repeat is the same. */
    const insist = async (path: string, body: object) => {
      for (;;) {
        const response = await fetch(stack!.addresses.ingest + path, {
          method: 'POST', headers: { authorization: `Bearer ${stack!.key}`, 'content-type': 'application/json' }, body: JSON.stringify(body), signal: AbortSignal.timeout(20_000),
        }).catch(() => undefined);
        const answer = response && (await response.json().catch(() => undefined)) as { items?: { status: string }[] } | undefined;
        if (response?.ok && answer) {
          expect((answer.items ?? []).filter(({ status }) => status !== 'accepted' && status !== 'same' && status !== 'flagged')).toEqual([]);
          return;
        }
        if (response && response.status < 500 && response.status !== 429) throw new Error(`${path} answered ${response.status}: ${JSON.stringify(answer)}`);
        await pause(100);
      }
    };
    const load = async (worker: number) => {
      for (let n = 0; !over; n++) {
        const attempts = Array.from({ length: 20 }, (_, i) => ({
          attemptId: nameUuid('stack-kills', `${SEED}`, `${worker}-${n}-${i}`), campaignId: `c${upTo(3)}`, voter: { system: 'van', scope: 'CT', id: String(upTo(100_000)) }, contactTypeId: 2, inputTypeId: 4, resultCodeId: [14, 1, 2][upTo(3)],
          attemptedAt: '2026-10-03T17:04:05Z', zone: 'America/New_York', turfId: `t${upTo(9)}`, canvasserId: `w${upTo(9)}`,
        }));
        await insist('/contact-attempts/batch', { items: attempts });
        for (const { attemptId } of attempts) acknowledged.add(attemptId);
        if (upTo(3) === 0) {
          const { attemptId } = attempts[upTo(20)]!;
          await insist('/contact-attempts/voids', { correctionId: nameUuid('void', attemptId), attemptId, reasonCode: 'wrong-voter' });
          voided.add(attemptId);
        }
      }
    };
    const workers = [0, 1, 2].map(load);
    for (const end = Date.now() + SECONDS * 1_000; Date.now() < end; await pause(200 + upTo(2_500))) {
      const part = PARTS[upTo(PARTS.length)]!;
      const pid = stack.pidOf(part);
      if (pid === undefined) continue;
      process.kill(pid, 'SIGKILL');
      kills[part] = (kills[part] ?? 0) + 1;
    }
    over = true;
    await Promise.all(workers);

    const expected = { attempts: acknowledged.size - voided.size, events: acknowledged.size + voided.size };
    const { postgres, kafka: brokers, query } = stack.addresses;
    const asked = async <T>(sql: string): Promise<T | undefined> => {
      const client = new pg.Client({ connectionString: postgres });
      client.on('error', () => undefined);
      try {
        await client.connect();
        return (await client.query<{ it: T }>(sql)).rows[0]?.it;
      } catch {
        return undefined;
      } finally {
        await client.end().catch(() => undefined);
      }
    };
    const settled = async (what: string, found: () => Promise<number | undefined>, wanted: number) => {
      let last: number | undefined;
      for (let waited = 0; waited < 600; waited++) {
        last = await found().catch(() => undefined);
        if (last === wanted) return;
        await pause(200);
      }
      expect({ [what]: last }).toEqual({ [what]: wanted });
    };
    await settled('events in the log', async () => Number(await asked<string>('SELECT count(*) AS it FROM log.events')), expected.events);
    await settled("attempts in feed-example's table", async () => Number(await asked<string>('SELECT sum(attempts) AS it FROM feed_example.attempts_by_day')), expected.attempts);
    await settled('attempts in the report', async () => {
      const { totals } = (await (await fetch(`${query}/reports/contact-rates?groupBy=campaign&minPosition=latest`, { headers: { authorization: `Bearer ${stack!.key}` } })).json()) as { totals: { attempts: number } };
      return totals.attempts;
    }, expected.attempts);
    const kafka = connectKafka({ brokers: [brokers], clientId: 'stack-kills', tell: () => undefined });
    await settled('events on the topic', async () => new Set((await recordsOf(kafka, ['fieldledger.contacts'])).map(({ event }) => event.id)).size, expected.events);
    const log = await PostgresEventLog.open({ url: postgres });
    const database = await ReadDatabase.open({ url: postgres });
    try {
      const { position } = await log.horizon();
      const projection = PROJECTIONS.find(({ name }) => name === 'contact_rates')!;
      await settled('the position of the live table', async () => Number((await database.checkpoints('contact_rates')).find(({ state }) => state === 'live')?.position), Number(position));
      const run = (table: string) => ProjectionRun.open({ pool: database.folding, log, projection, table });
      const again = await run('contact_rates_again');
      await again.catchUp();
      expect(await again.digest()).toEqual(await (await run(`contact_rates_v${projection.version}`)).digest());
      await again.discard();
    } finally {
      await database.close();
      await log.close();
    }
    console.log(`SEED=${SEED} ${SECONDS} s: ${expected.events} events; killed ${JSON.stringify(kills)}; log, tables, feed and reporting service agree`);
  }, 1_800_000);
});
