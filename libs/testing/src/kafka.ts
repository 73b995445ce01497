import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kafkaLacks, LocalKafka, type LocalKafkaOptions } from '@fieldledger/local-kafka';
import { notTested } from './not-tested.js';

const POM = join(import.meta.dirname, '..', '..', '..', 'infra', 'kafka', 'pom.xml');

/** A broker of a test's own. */
export interface TestKafka {
  readonly brokers: string;
  /** Where it listens itself, whatever it advertises. */
  readonly port: number;
  readonly pid: number;
  /** For `java -cp`: Kafka's own commands. */
  readonly classPath: string;
  kill(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** A real Kafka broker in a directory of its own; undefined, and named as not tested, where Java or Maven is missing. */
export async function startTestKafka(what: string, options: Pick<LocalKafkaOptions, 'advertised' | 'doors'> = {}): Promise<TestKafka | undefined> {
  const lacks = await kafkaLacks();
  if (lacks) {
    notTested(`${what}: ${lacks}`);
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), 'fieldledger-kafka-'));
  const kafka = await LocalKafka.start({ dataDirectory: folder, pom: POM, log: () => undefined, quickRestart: true, ...options });
  return {
    brokers: kafka.brokers,
    port: kafka.port,
    get pid() {
      return kafka.pid;
    },
    classPath: kafka.classPath,
    kill: () => kafka.kill(),
    restart: () => kafka.restart(),
    async stop() {
      await kafka.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
