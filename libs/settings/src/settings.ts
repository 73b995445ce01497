import { join, resolve } from 'node:path';
import { witnessKey } from '@fieldledger/ledger';

/** What the environment says, read once at the door. */
export interface Settings {
  /** Where everything this installation keeps on this machine is kept. */
  readonly dataDirectory: string;
  /** What the app listens on; its own usual one where nothing is said. */
  readonly port: number | undefined;
  readonly host: string;
  /** The key that wraps all others, base64; from a file of mode 600 in the data directory where it is not given. */
  readonly encryptionKey: string | undefined;
  /** The one before, while it is replaced. */
  readonly previousEncryptionKey: string | undefined;
  readonly encryptionKeyFile: string;
  /** Whether that file was named by somebody: then none is made in its place. */
  readonly encryptionKeyNamed: boolean;
  readonly ledger: LedgerSettings;
  /** A PostgreSQL that runs already; the embedded profile starts its own where there is none. */
  readonly databaseUrl: string | undefined;
  /** An EventStoreDB that is the event log; PostgreSQL is where there is none. */
  readonly eventStoreUrl: string | undefined;
  readonly kafka: KafkaSettings;
  /** Where OpenTelemetry traces are sent to. */
  readonly otlpEndpoint: string | undefined;
  /** Of the command line. */
  readonly client: ClientSettings;
}

/** Which server it speaks to, and with which key; the one on the data directory where nothing is said. */
export interface ClientSettings {
  readonly url: string | undefined;
  /** Where reports and the audit have addresses of their own. */
  readonly queryUrl: string | undefined;
  readonly auditUrl: string | undefined;
  readonly key: string | undefined;
}

export interface KafkaSettings {
  readonly brokers: readonly string[];
  readonly topicPrefix: string;
  readonly partitions: number;
  readonly replicas: number;
  readonly retentionDays: number;
  readonly ssl: boolean;
  readonly sasl: { readonly mechanism: (typeof MECHANISMS)[number]; readonly username: string; readonly password: string } | undefined;
}

export interface LedgerSettings {
  /** The first part of every ledger's origin: a name of the operator's own, such as ledger.example.org. */
  readonly name: string;
  /** The key that signs, base64, and the one before it while it is replaced; from a file of mode 600 in the data directory where none is given. */
  readonly key: string | undefined;
  readonly previousKey: string | undefined;
  readonly keyFile: string;
  readonly keyNamed: boolean;
  /** Where there is one, no checkpoint is published without its signature. */
  readonly witness: { readonly url: string; readonly vkey: string } | undefined;
}

const MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;

/** A variable that is empty is one that is not set, as files of settings write it. @throws Error with a sentence when a setting makes no sense */
export function settings(given: NodeJS.ProcessEnv): Settings {
  const environment: NodeJS.ProcessEnv = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
  const dataDirectory = resolve(environment.FIELDLEDGER_DATA ?? '.fieldledger');
  return {
    dataDirectory,
    encryptionKey: environment.FIELDLEDGER_ENCRYPTION_KEY,
    previousEncryptionKey: environment.FIELDLEDGER_ENCRYPTION_KEY_PREVIOUS,
    encryptionKeyFile: resolve(environment.FIELDLEDGER_ENCRYPTION_KEY_FILE ?? join(dataDirectory, 'encryption.key')),
    encryptionKeyNamed: environment.FIELDLEDGER_ENCRYPTION_KEY_FILE !== undefined,
    ledger: ledgerSettings(environment, dataDirectory),
    port: environment.PORT === undefined ? undefined : wholeNumber(environment, 'PORT', 0, 65_535, 0),
    host: environment.HOST ?? '127.0.0.1',
    databaseUrl: url(environment, 'DATABASE_URL', ['postgres:', 'postgresql:'], SUCH_DATABASE),
    eventStoreUrl: url(environment, 'EVENTSTORE_URL', ['esdb:', 'esdb+discover:'], 'esdb://127.0.0.1:2113?tls=false'),
    kafka: kafkaSettings(environment),
    otlpEndpoint: url(environment, 'OTEL_EXPORTER_OTLP_ENDPOINT', ['http:', 'https:'], 'http://127.0.0.1:4318'),
    client: {
      url: url(environment, 'FIELDLEDGER_URL', ['http:', 'https:'], SUCH_SERVER), queryUrl: url(environment, 'FIELDLEDGER_QUERY_URL', ['http:', 'https:'], SUCH_SERVER),
      auditUrl: url(environment, 'FIELDLEDGER_AUDIT_URL', ['http:', 'https:'], SUCH_SERVER), key: environment.FIELDLEDGER_KEY,
    },
  };
}

const SUCH_SERVER = 'http://127.0.0.1:3000';
const SUCH_DATABASE = 'postgres://user:password@127.0.0.1:5432/fieldledger';

/** What an app cannot do without. @throws Error that says what to set */
export function needed<Name extends 'databaseUrl'>(set: Settings, name: Name): NonNullable<Settings[Name]> {
  const value = set[name];
  if (value === undefined) throw new Error(`DATABASE_URL must name the PostgreSQL of this installation, such as ${SUCH_DATABASE}.`);
  return value;
}

function ledgerSettings(environment: NodeJS.ProcessEnv, dataDirectory: string): LedgerSettings {
  const name = environment.FIELDLEDGER_LEDGER_NAME ?? 'fieldledger.local';
  if (!/^[a-z0-9][a-z0-9./-]{0,150}[a-z0-9]$/.test(name)) throw new Error(`FIELDLEDGER_LEDGER_NAME must be a name such as ledger.example.org, without a scheme; it is ${JSON.stringify(name)}.`);
  const witness = url(environment, 'FIELDLEDGER_WITNESS_URL', ['http:', 'https:'], 'https://witness.example.org');
  const vkey = environment.FIELDLEDGER_WITNESS_KEY;
  if ((witness === undefined) !== (vkey === undefined)) throw new Error('FIELDLEDGER_WITNESS_URL and FIELDLEDGER_WITNESS_KEY go together: where the witness is, and the key that it signs with.');
  if (vkey !== undefined) checkVkey(vkey);
  return {
    name, key: environment.FIELDLEDGER_LEDGER_KEY, previousKey: environment.FIELDLEDGER_LEDGER_KEY_PREVIOUS,
    keyFile: resolve(environment.FIELDLEDGER_LEDGER_KEY_FILE ?? join(dataDirectory, 'ledger.key')), keyNamed: environment.FIELDLEDGER_LEDGER_KEY_FILE !== undefined,
    witness: witness === undefined ? undefined : { url: witness, vkey: vkey! },
  };
}

function checkVkey(vkey: string): void {
  try {
    witnessKey(vkey);
  } catch (error) {
    throw new Error(`FIELDLEDGER_WITNESS_KEY: ${(error as Error).message}`, { cause: error });
  }
}

function kafkaSettings(environment: NodeJS.ProcessEnv): KafkaSettings {
  const brokers = (environment.KAFKA_BROKERS ?? '').split(',').map((each) => each.trim()).filter(Boolean);
  // Not said back: somebody may have put a user and a password into it.
  if (!brokers.every((each) => isHostAndPort(each))) throw new Error('KAFKA_BROKERS must be host:port, several with commas between, such as 127.0.0.1:9092.');
  const topicPrefix = environment.KAFKA_TOPIC_PREFIX ?? 'fieldledger';
  if (!/^[a-zA-Z0-9._-]{1,200}$/.test(topicPrefix)) throw new Error(`KAFKA_TOPIC_PREFIX may hold letters, digits, dots, hyphens and underscores; it is ${JSON.stringify(topicPrefix)}.`);
  const { KAFKA_USERNAME: username, KAFKA_PASSWORD: password } = environment;
  if ((username === undefined) !== (password === undefined)) throw new Error('KAFKA_USERNAME and KAFKA_PASSWORD go together: who comes, and what proves it.');
  const mechanism = choice(environment, 'KAFKA_MECHANISM', MECHANISMS, 'scram-sha-512');
  return {
    brokers, topicPrefix,
    partitions: wholeNumber(environment, 'KAFKA_PARTITIONS', 1, 1_000, 6),
    replicas: wholeNumber(environment, 'KAFKA_REPLICAS', 1, 9, 1),
    retentionDays: wholeNumber(environment, 'KAFKA_RETENTION_DAYS', 1, 36_500, 30),
    ssl: choice(environment, 'KAFKA_SSL', ['true', 'false'], 'false') === 'true',
    sasl: username === undefined ? undefined : { mechanism, username, password: password! },
  };
}

function isHostAndPort(text: string): boolean {
  const port = /^(?:[^\s:/@]+|\[[0-9a-f:]+\]):(\d{1,5})$/i.exec(text)?.[1];
  return port !== undefined && Number(port) <= 65_535;
}

function wholeNumber(environment: NodeJS.ProcessEnv, name: string, least: number, most: number, usual: number): number {
  const text = environment[name] ?? String(usual);
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(value >= least && value <= most)) throw new Error(`${name} must be a number from ${least} to ${most}; it is ${JSON.stringify(environment[name])}.`);
  return value;
}

function choice<T extends string>(environment: NodeJS.ProcessEnv, name: string, of: readonly T[], usual: T): T {
  const value = environment[name] ?? usual;
  const found = of.find((each) => each === value);
  if (found === undefined) throw new Error(`${name} must be one of ${of.join(', ')}; it is ${JSON.stringify(value)}.`);
  return found;
}

/** Never said back: it may hold a password. */
function url(environment: NodeJS.ProcessEnv, name: string, protocols: readonly string[], such: string): string | undefined {
  const text = environment[name];
  if (text === undefined) return undefined;
  if (!URL.canParse(text) || !protocols.includes(new URL(text).protocol)) throw new Error(`${name} must begin with ${protocols.map((each) => `${each}//`).join(' or ')}, such as ${such}.`);
  return text;
}

/** The files by which the command line finds a server on this machine. */
export const adminKeyFile = (dataDirectory: string) => join(dataDirectory, 'admin.key');
/** Where erasures are written down outside of the database; to be backed up apart from it, and never restored from a backup. */
export const erasuresFile = (dataDirectory: string) => join(dataDirectory, 'erasures.jsonl');
export const serverFile = (dataDirectory: string) => join(dataDirectory, 'server.json');
