import { setTimeout as sleep } from 'node:timers/promises';
import { openEventStoreLog } from '@fieldledger/event-log';
import { BEGINNING, type EventLog, type RecordedEvent } from '@fieldledger/kernel';
import { randomFrom, SEED, startEventStoreDouble, type EventStoreDouble } from '@fieldledger/testing';

export const random = randomFrom(SEED);

/** Says so of what failed, instead of throwing. */
export const failureOf = (call: Promise<unknown>): Promise<unknown> => call.then(() => undefined, (error: unknown) => error);

/** Every event of a log. */
export const all = async (log: EventLog) => {
  const events: RecordedEvent[] = [];
  for (let page = await log.read(BEGINNING, { limit: 10_000 }); page.length > 0; page = await log.read(page.at(-1)!.position, { limit: 10_000 })) events.push(...page);
  return events;
};

/** A double of its own for each test of a suite, and the logs that are opened on it. */
export class EventStoreTrial {
  static forEachTest(): EventStoreTrial {
    const trial = new EventStoreTrial();
    beforeAll(() => console.log(`SEED=${SEED}`));
    beforeEach(async () => {
      trial.double = await startEventStoreDouble();
      trial.logs = [];
    });
    afterEach(async () => {
      trial.double.thaw();
      await Promise.all(trial.logs.map((log) => log.close()));
      await trial.double.stop();
    });
    return trial;
  }

  double!: EventStoreDouble;
  logs: EventLog[] = [];

  private constructor() {}

  async open(options: Partial<Parameters<typeof openEventStoreLog>[0]> = {}): Promise<EventLog> {
    const log = await openEventStoreLog({ url: this.double.url, ...options });
    this.logs.push(log);
    return log;
  }

  /** Kills the server so many times in the middle of things, owing answers to what it stored, and starts it again; between two kills so much is done. */
  async killing(times: number, done: readonly unknown[], work: number): Promise<void> {
    this.double.slow(5);
    for (let n = 0; n < times; n++) {
      await sleep(random(100));
      this.double.kill();
      await sleep(random(150));
      await this.double.restart();
      for (const before = done.length; done.length < before + work; ) await sleep(5);
    }
    this.double.slow(0);
  }
}
