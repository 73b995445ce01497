import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Unavailable } from '@fieldledger/kernel';
import { inPlainWords } from './plain-words.js';
import { settings } from './settings.js';

/** The key of a witness. */
const WITNESS = 'witness.example.org+69b225e9+BP0XJDhaoMdbZPt4zWAvodmR/ev3axPFjtcC6sg16fYY';

describe('what the environment says', () => {
  it('of a variable that is empty is the same as of one that is not there', () => {
    const names = [
      'PORT', 'HOST', 'FIELDLEDGER_DATA', 'FIELDLEDGER_ENCRYPTION_KEY', 'FIELDLEDGER_ENCRYPTION_KEY_FILE', 'FIELDLEDGER_LEDGER_NAME', 'FIELDLEDGER_LEDGER_KEY', 'FIELDLEDGER_LEDGER_KEY_FILE', 'FIELDLEDGER_WITNESS_URL',
      'FIELDLEDGER_WITNESS_KEY', 'DATABASE_URL', 'EVENTSTORE_URL', 'KAFKA_BROKERS', 'KAFKA_TOPIC_PREFIX', 'KAFKA_PARTITIONS', 'KAFKA_SSL', 'KAFKA_USERNAME', 'KAFKA_PASSWORD', 'OTEL_EXPORTER_OTLP_ENDPOINT',
      'FIELDLEDGER_URL', 'FIELDLEDGER_QUERY_URL', 'FIELDLEDGER_AUDIT_URL', 'FIELDLEDGER_KEY', 'FIELDLEDGER_ENCRYPTION_KEY_PREVIOUS', 'FIELDLEDGER_LEDGER_KEY_PREVIOUS', 'KAFKA_REPLICAS', 'KAFKA_RETENTION_DAYS', 'KAFKA_MECHANISM',
    ];
    expect(settings(Object.fromEntries(names.map((name) => [name, ''])))).toEqual(settings({}));
  });

  it('is what the apps are told, whoever runs them with keys, brokers and a witness of their own', () => {
    const { ledger, kafka, ...others } = settings({
      PORT: '0', HOST: '0.0.0.0', FIELDLEDGER_DATA: '/srv/ours', DATABASE_URL: 'postgresql://a:b@db/fieldledger', EVENTSTORE_URL: 'esdb+discover://events:2113', OTEL_EXPORTER_OTLP_ENDPOINT: 'https://traces.example.org',
      FIELDLEDGER_ENCRYPTION_KEY_FILE: '/run/secrets/encryption.key', FIELDLEDGER_LEDGER_NAME: 'ledger.example.org', FIELDLEDGER_LEDGER_KEY_FILE: '/run/secrets/ledger.key', FIELDLEDGER_WITNESS_URL: 'https://witness.example.org', FIELDLEDGER_WITNESS_KEY: WITNESS,
      KAFKA_BROKERS: 'a.example.org:9092, [::1]:9093,', KAFKA_TOPIC_PREFIX: 'a.b_c-9', KAFKA_PARTITIONS: '1', KAFKA_REPLICAS: '9', KAFKA_RETENTION_DAYS: '36500', KAFKA_SSL: 'true', KAFKA_USERNAME: 'relay', KAFKA_PASSWORD: 'secret', KAFKA_MECHANISM: 'plain',
    });
    expect(others).toMatchObject({
      port: 0, host: '0.0.0.0', dataDirectory: '/srv/ours', databaseUrl: 'postgresql://a:b@db/fieldledger', eventStoreUrl: 'esdb+discover://events:2113', otlpEndpoint: 'https://traces.example.org',
      encryptionKeyFile: '/run/secrets/encryption.key', encryptionKeyNamed: true,
    });
    expect(ledger).toEqual({ name: 'ledger.example.org', key: undefined, previousKey: undefined, keyFile: '/run/secrets/ledger.key', keyNamed: true, witness: { url: 'https://witness.example.org', vkey: WITNESS } });
    expect(kafka).toEqual({ brokers: ['a.example.org:9092', '[::1]:9093'], topicPrefix: 'a.b_c-9', partitions: 1, replicas: 9, retentionDays: 36_500, ssl: true, sasl: { mechanism: 'plain', username: 'relay', password: 'secret' } });
  });

  it('is, where nothing is said, a laptop on which nobody else is let in', () => {
    const { ledger, kafka, ...others } = settings({ FIELDLEDGER_DATA: '/srv/ours' });
    expect(others).toMatchObject({ port: undefined, host: '127.0.0.1', databaseUrl: undefined, eventStoreUrl: undefined, encryptionKey: undefined, encryptionKeyFile: '/srv/ours/encryption.key', encryptionKeyNamed: false });
    expect(ledger).toMatchObject({ name: 'fieldledger.local', keyFile: '/srv/ours/ledger.key', keyNamed: false, witness: undefined });
    expect(kafka).toEqual({ brokers: [], topicPrefix: 'fieldledger', partitions: 6, replicas: 1, retentionDays: 30, ssl: false, sasl: undefined });
  });

  it.each([
    [{ DATABASE_URL: 'nonsense' }, 'DATABASE_URL must begin with postgres://'],
    [{ DATABASE_URL: 'mysql://a:secret@127.0.0.1/b' }, 'DATABASE_URL must begin with postgres://'],
    [{ DATABASE_URL: 'postgres://a:secret@127.0.0.1:99999/b' }, 'DATABASE_URL must begin with postgres://'],
    [{ PORT: '0x50' }, 'PORT must be a number from 0 to 65535; it is "0x50".'],
    [{ PORT: '3e3' }, 'PORT must be a number from 0 to 65535'],
    [{ KAFKA_BROKERS: 'kafka://relay:secret@127.0.0.1:9092' }, 'KAFKA_BROKERS must be host:port'],
    [{ KAFKA_BROKERS: 'relay@secret:9092' }, 'KAFKA_BROKERS must be host:port'],
    [{ KAFKA_BROKERS: '127.0.0.1:99999' }, 'KAFKA_BROKERS must be host:port'],
    [{ FIELDLEDGER_WITNESS_URL: 'https://witness.example.org', FIELDLEDGER_WITNESS_KEY: 'secret' }, 'FIELDLEDGER_WITNESS_KEY: This is not a key'],
    [{ FIELDLEDGER_URL: '127.0.0.1:3000' }, 'FIELDLEDGER_URL must begin with http:// or https://'],
    [{ FIELDLEDGER_WITNESS_URL: 'https://witness.example.org', FIELDLEDGER_WITNESS_KEY: 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k' }, 'FIELDLEDGER_WITNESS_KEY: This is a key that ledgers sign with.'],
    [{ KAFKA_MECHANISM: 'PLAIN' }, 'KAFKA_MECHANISM must be one of plain, scram-sha-256, scram-sha-512; it is "PLAIN".'],
    [{ KAFKA_PASSWORD: 'secret' }, 'KAFKA_USERNAME and KAFKA_PASSWORD go together'],
    [{ KAFKA_USERNAME: 'relay' }, 'KAFKA_USERNAME and KAFKA_PASSWORD go together'],
    [{ FIELDLEDGER_WITNESS_URL: 'https://witness.example.org' }, 'FIELDLEDGER_WITNESS_URL and FIELDLEDGER_WITNESS_KEY go together'],
    [{ FIELDLEDGER_WITNESS_KEY: WITNESS }, 'FIELDLEDGER_WITNESS_URL and FIELDLEDGER_WITNESS_KEY go together'],
    [{ FIELDLEDGER_LEDGER_NAME: 'https://ledger.example.org' }, 'FIELDLEDGER_LEDGER_NAME must be a name such as ledger.example.org'],
    [{ EVENTSTORE_URL: 'http://events:2113' }, 'EVENTSTORE_URL must begin with esdb:// or esdb+discover://'],
    [{ KAFKA_TOPIC_PREFIX: 'our events' }, 'KAFKA_TOPIC_PREFIX may hold letters, digits, dots, hyphens and underscores; it is "our events".'],
    [{ KAFKA_SSL: 'yes' }, 'KAFKA_SSL must be one of true, false; it is "yes".'],
    [{ KAFKA_PARTITIONS: '0' }, 'KAFKA_PARTITIONS must be a number from 1 to 1000; it is "0".'],
    [{ KAFKA_PARTITIONS: '1001' }, 'KAFKA_PARTITIONS must be a number from 1 to 1000; it is "1001".'],
    [{ PORT: '65536' }, 'PORT must be a number from 0 to 65535; it is "65536".'],
  ])('is refused in a sentence where it makes no sense: %j', (environment, sentence) => {
    const said = () => settings(environment);
    expect(said).toThrow(sentence);
    expect(said).not.toThrow('secret');
  });
});

it.each([
  ['14 UNAVAILABLE: No connection established. Last error: Error: connect ECONNREFUSED 127.0.0.1:2113. Resolution note: ', 'connect ECONNREFUSED 127.0.0.1:2113'],
  ['14 UNAVAILABLE: No connection established. Last error: Protocol error (2026-11-27T18:39:15.651Z). Resolution note: ', 'Protocol error'],
  ['14 UNAVAILABLE: Name resolution failed for target dns:events.invalid:2113', 'Name resolution failed for target dns:events.invalid:2113'],
])('That no EventStoreDB answers is said without the words of gRPC around it: %s', (message, why) => {
  const said = inPlainWords(new Unavailable('log-unreachable', 'The event log cannot be reached at the moment.', 1, { cause: Object.assign(new Error(message), { code: 14 }) }));
  expect(said).toBe(`The event log cannot be reached at the moment. No EventStoreDB answers there. Is it running, and is EVENTSTORE_URL right? (${why})`);
});

it('What is in the way of a start is said with why', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:9'), { code: 'ECONNREFUSED' });
  expect(inPlainWords(new Unavailable('log-unreachable', 'The event log cannot be reached at the moment.', 1, { cause: refused })))
    .toBe('The event log cannot be reached at the moment. No PostgreSQL answers there. Is it running, and is DATABASE_URL right? (connect ECONNREFUSED 127.0.0.1:9)');
});

it('What cannot be written is said of its own place: a folder that is missing is no missing file, and not every path is the data directory', () => {
  const failed = (code: string, syscall: string, path: string) => inPlainWords(Object.assign(new Error(code), { code, syscall, path }));
  expect(failed('ENOENT', 'open', join(tmpdir(), 'nowhere', 'ledger.vkey'))).toBe(`There is no folder ${join(tmpdir(), 'nowhere')}.`);
  expect(failed('ENOENT', 'open', join(tmpdir(), 'nowhere.vkey'))).toBe(`There is no file ${join(tmpdir(), 'nowhere.vkey')}.`);
  expect(failed('EEXIST', 'mkdir', '/home/a.csv')).toBe('/home/a.csv: A part of that path is a file, not a folder: choose another place (by FIELDLEDGER_DATA, where it is the data directory). (EEXIST)');
});
