export interface ExampleSettings {
  readonly databaseUrl: string;
  readonly brokers: readonly string[];
  readonly topic: string;
  readonly host: string;
  readonly port: number;
  /** Only this organization's attempts are counted; all that the topic holds where none is named. */
  readonly organization: string | undefined;
  /** Where what Kafka has no more is asked for. */
  readonly history: { readonly url: string; readonly key: string } | undefined;
}

/** @throws Error that says what to set */
export function exampleSettings(given: NodeJS.ProcessEnv): ExampleSettings {
  // What is empty in a file of settings is not set.
  const environment: NodeJS.ProcessEnv = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
  const { DATABASE_URL, KAFKA_BROKERS, KAFKA_TOPIC_PREFIX = 'fieldledger', HOST = '127.0.0.1', PORT = '3004', FIELDLEDGER_QUERY_URL, FIELDLEDGER_KEY, FIELDLEDGER_ORGANIZATION } = environment;
  if (!DATABASE_URL) throw new Error('DATABASE_URL must name the PostgreSQL where the table is to be, such as postgres://user:password@127.0.0.1:5432/reports.');
  if (!URL.canParse(DATABASE_URL) || !/^postgres(ql)?:$/.test(new URL(DATABASE_URL).protocol)) throw new Error('DATABASE_URL must begin with postgres://, such as postgres://user:password@127.0.0.1:5432/reports.');
  const brokers = (KAFKA_BROKERS ?? '').split(',').map((each) => each.trim()).filter(Boolean);
  if (brokers.length === 0) throw new Error('KAFKA_BROKERS must name the Kafka that carries the feed, such as 127.0.0.1:9092.');
  if (!brokers.every((each) => /^[^\s/@]+:\d{1,5}$/.test(each))) throw new Error('KAFKA_BROKERS must be host:port, several with commas between.');
  if (!/^\d{1,5}$/.test(PORT) || Number(PORT) > 65_535) throw new Error(`PORT must be a number from 0 to 65535; it is ${JSON.stringify(PORT)}.`);
  if (FIELDLEDGER_KEY && !FIELDLEDGER_ORGANIZATION) throw new Error('FIELDLEDGER_ORGANIZATION must name the organization of FIELDLEDGER_KEY: the history holds no other, so the feed is read for it alone.');
  return {
    databaseUrl: DATABASE_URL,
    brokers,
    topic: `${KAFKA_TOPIC_PREFIX}.contacts`,
    host: HOST,
    port: Number(PORT),
    organization: FIELDLEDGER_ORGANIZATION,
    history: FIELDLEDGER_QUERY_URL && FIELDLEDGER_KEY ? { url: FIELDLEDGER_QUERY_URL, key: FIELDLEDGER_KEY } : undefined,
  };
}
