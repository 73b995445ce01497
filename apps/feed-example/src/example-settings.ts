import type { KafkaConnectionOptions } from '@fieldledger/feed';

export interface ExampleSettings {
  readonly databaseUrl: string;
  readonly brokers: readonly string[];
  readonly ssl: boolean;
  readonly sasl: KafkaConnectionOptions['sasl'];
  readonly topic: string;
  readonly host: string;
  readonly port: number;
  /** Only this organization's attempts are counted; all that the topic holds where none is named. */
  readonly organization: string | undefined;
  /** Where what Kafka has no more is asked for. */
  readonly history: { readonly url: string; readonly key: string } | undefined;
}

const MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;

/** @throws Error that says what to set */
export function exampleSettings(given: NodeJS.ProcessEnv): ExampleSettings {
  // What is empty in a file of settings is not set.
  const environment: NodeJS.ProcessEnv = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
  const { DATABASE_URL, KAFKA_BROKERS, KAFKA_TOPIC_PREFIX = 'fieldledger', HOST = '127.0.0.1', PORT = '3004', FIELDLEDGER_QUERY_URL, FIELDLEDGER_KEY, FIELDLEDGER_ORGANIZATION } = environment;
  if (!DATABASE_URL) throw new Error('DATABASE_URL must name the PostgreSQL where the table is to be, such as postgres://user:password@127.0.0.1:5432/reports.');
  if (!URL.canParse(DATABASE_URL) || !/^postgres(ql)?:$/.test(new URL(DATABASE_URL).protocol)) throw new Error('DATABASE_URL must begin with postgres://, such as postgres://user:password@127.0.0.1:5432/reports.');
  const brokers = (KAFKA_BROKERS ?? '').split(',').map((each) => each.trim()).filter(Boolean);
  if (brokers.length === 0) throw new Error('KAFKA_BROKERS must name the Kafka that carries the feed, such as 127.0.0.1:9092.');
  if (!brokers.every((each) => /^[^\s/@]+:\d{1,5}$/.test(each) && isPort(each.slice(each.lastIndexOf(':') + 1)))) throw new Error('KAFKA_BROKERS must be host:port, several with commas between.');
  if (!/^[a-zA-Z0-9._-]{1,200}$/.test(KAFKA_TOPIC_PREFIX)) throw new Error(`KAFKA_TOPIC_PREFIX may hold letters, digits, dots, hyphens and underscores; it is ${JSON.stringify(KAFKA_TOPIC_PREFIX)}.`);
  if (!isPort(PORT)) throw new Error(`PORT must be a number from 0 to 65535; it is ${JSON.stringify(PORT)}.`);
  if ((FIELDLEDGER_QUERY_URL === undefined) !== (FIELDLEDGER_KEY === undefined)) throw new Error('FIELDLEDGER_QUERY_URL and FIELDLEDGER_KEY go together: where the history is asked for, and what it is asked with.');
  if (FIELDLEDGER_QUERY_URL !== undefined && !(URL.canParse(FIELDLEDGER_QUERY_URL) && /^https?:$/.test(new URL(FIELDLEDGER_QUERY_URL).protocol))) throw new Error('FIELDLEDGER_QUERY_URL must begin with http:// or https://, such as http://127.0.0.1:3001.');
  if (FIELDLEDGER_ORGANIZATION !== undefined && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(FIELDLEDGER_ORGANIZATION)) throw new Error(`FIELDLEDGER_ORGANIZATION must be the id of an organization, the first part of each record's key; it is ${JSON.stringify(FIELDLEDGER_ORGANIZATION)}.`);
  if (FIELDLEDGER_KEY && !FIELDLEDGER_ORGANIZATION) throw new Error('FIELDLEDGER_ORGANIZATION must name the organization of FIELDLEDGER_KEY: the history holds no other, so the feed is read for it alone.');
  return {
    databaseUrl: DATABASE_URL,
    brokers,
    ...kafkaAccess(environment),
    topic: `${KAFKA_TOPIC_PREFIX}.contacts`,
    host: HOST,
    port: Number(PORT),
    organization: FIELDLEDGER_ORGANIZATION,
    history: FIELDLEDGER_QUERY_URL && FIELDLEDGER_KEY ? { url: FIELDLEDGER_QUERY_URL, key: FIELDLEDGER_KEY } : undefined,
  };
}

const isPort = (text: string) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535;

/** How Kafka is spoken to, in the words of the relay. A password is never said back. */
function kafkaAccess({ KAFKA_SSL = 'false', KAFKA_USERNAME: username, KAFKA_PASSWORD: password, KAFKA_MECHANISM = 'scram-sha-512' }: NodeJS.ProcessEnv): Pick<ExampleSettings, 'ssl' | 'sasl'> {
  if (KAFKA_SSL !== 'true' && KAFKA_SSL !== 'false') throw new Error(`KAFKA_SSL must be true or false; it is ${JSON.stringify(KAFKA_SSL)}.`);
  const ssl = KAFKA_SSL === 'true';
  const mechanism = MECHANISMS.find((each) => each === KAFKA_MECHANISM);
  if (mechanism === undefined) throw new Error(`KAFKA_MECHANISM must be one of ${MECHANISMS.join(', ')}; it is ${JSON.stringify(KAFKA_MECHANISM)}.`);
  if (!username && !password) return { ssl, sasl: undefined };
  if (!username || !password) throw new Error('KAFKA_USERNAME and KAFKA_PASSWORD go together: who comes, and what proves it.');
  return { ssl, sasl: { mechanism, username, password } as KafkaConnectionOptions['sasl'] };
}
