import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { checkPostgres } from '@fieldledger/event-log';
import { PostgresKeyStore } from '@fieldledger/http';
import { LocalKafka } from '@fieldledger/local-kafka';
import { topicsOf } from '@fieldledger/topics';
import { Openings } from '@fieldledger/process-lock';
import { inPlainWords, settings, type Settings } from '@fieldledger/settings';
import { AppProcess } from './app-process.js';
import { followerKey } from './follower-key.js';
import { fromHere } from './from-here.js';
import { ownPostgres } from './own-postgres.js';
import { noteDown, noteRunning } from './running-here.js';
import { yourKafka } from './your-kafka.js';

const POM = join(import.meta.dirname, '..', '..', '..', 'infra', 'kafka', 'pom.xml');
const FIRST_PORT = 3000;
/** In the order in which they start; each listens on the port after the one before it. */
const APPS = ['ingest', 'query', 'projector', 'relay', 'feed-example', 'audit'] as const;
/** From which on not every app would have a port. */
const LAST_PORT = 65_535 - (APPS.length - 1);

/** Where everything of a running stack is, for programs: `stack.json` in the data directory, with its process. */
interface Stack {
  readonly ingest: string;
  readonly query: string;
  readonly audit: string;
  readonly kafka: string;
  /** With its password: the file is for its owner alone. */
  readonly postgres: string;
  readonly eventLog: 'postgres' | 'eventstore';
  readonly topics: readonly string[];
  readonly apps: Readonly<Record<string, string>>;
}

/**
 * The distributed profile on one machine: every app a process of its own, PostgreSQL and Kafka as real servers beside
 * them, EventStoreDB where EVENTSTORE_URL names one. Returns when all are ready; Ctrl-C stops all.
 * @throws Error with a sentence that says what is in the way
 */
export async function stack(environment: NodeJS.ProcessEnv): Promise<void> {
  const set = settings(environment);
  if ((set.port ?? 0) > LAST_PORT) throw new Error(`PORT is the first of ${APPS.length} ports that follow one another, so it must be at most ${LAST_PORT}; it is ${set.port}.`);
  const openings = new Openings();
  openings.endOnSignals(() => console.error('Stopping…'), (error) => console.error(`fieldledger: ${inPlainWords(error)}`));
  try {
    const yours = set.kafka.brokers.length > 0 ? await yourKafka(set.kafka) : undefined;
    await mkdir(set.dataDirectory, { recursive: true });
    const postgres = set.databaseUrl ?? (await ownPostgres(set.dataDirectory, openings));
    await checkPostgres(postgres);
    const kafka = yours ?? (await ownKafka(set.dataDirectory, openings));
    const apps = await startApps({ ...environment, FIELDLEDGER_DATA: set.dataDirectory, DATABASE_URL: postgres, KAFKA_BROKERS: kafka }, set.port ?? FIRST_PORT, openings);
    const running: Stack = {
      ingest: apps.ingest!, query: apps.query!, audit: apps.audit!, kafka, postgres, eventLog: set.eventStoreUrl ? 'eventstore' : 'postgres', topics: topicsOf(set.kafka.topicPrefix).map(({ name }) => name), apps,
    };
    await noteDown(join(set.dataDirectory, 'stack.json'), running, openings);
    await noteRunning(set.dataDirectory, { url: running.ingest, query: running.query, audit: running.audit }, openings);
    announce(set, running);
  } catch (error) {
    await openings.closeAll().catch(() => undefined); // What is told is why it did not start.
    throw error;
  }
}

async function ownKafka(dataDirectory: string, openings: Openings): Promise<string> {
  const { brokers } = await openings.add(LocalKafka.start({ dataDirectory, pom: POM, log: (line) => console.error(line), keepRunning: true }), (it) => it.stop());
  return brokers;
}

/** One after the other: the first makes the keys that the others need. */
async function startApps(environment: NodeJS.ProcessEnv, firstPort: number, openings: Openings): Promise<Record<string, string>> {
  const addresses: Record<string, string> = {};
  for (const [n, name] of APPS.entries()) {
    const more = name === 'feed-example' ? await followerOf(environment, addresses) : {};
    const start = AppProcess.start({ name, environment: { ...environment, ...more, PORT: String(firstPort === 0 ? 0 : firstPort + n) }, log: (line) => console.error(line) });
    addresses[name] = (await openings.add(start, (it) => it.stop())).address;
  }
  return addresses;
}

/** What a reporting service needs to ask for history: the organization, and a key that may only read. */
async function followerOf({ DATABASE_URL, FIELDLEDGER_DATA }: NodeJS.ProcessEnv, { query }: Record<string, string>): Promise<NodeJS.ProcessEnv> {
  const keys = await PostgresKeyStore.open({ url: DATABASE_URL! });
  try {
    const organization = (await keys.firstOrganization())!;
    return { FIELDLEDGER_QUERY_URL: query, FIELDLEDGER_KEY: await followerKey(keys, organization, join(FIELDLEDGER_DATA!, 'feed-example.key')), FIELDLEDGER_ORGANIZATION: organization };
  } finally {
    await keys.close();
  }
}

function announce({ kafka, databaseUrl, eventStoreUrl, dataDirectory }: Settings, running: Stack): void {
  const lines = [
    ['event log', eventStoreUrl ? 'EventStoreDB, by EVENTSTORE_URL' : 'PostgreSQL (EVENTSTORE_URL is not set)'],
    ['PostgreSQL', databaseUrl ? 'yours, by DATABASE_URL' : 'ours, in the data directory'],
    ['Kafka', `${running.kafka}${kafka.brokers.length > 0 ? ', yours' : ', ours'}`],
    ['topics', running.topics.join(' ')],
    ...Object.entries(running.apps),
    ['all of this', fromHere(join(dataDirectory, 'stack.json'))],
  ];
  console.log(`The stack is ready:\n${lines.map(([name, where]) => `  ${name!.padEnd(14)}${where}`).join('\n')}`);
}
