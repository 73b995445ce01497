import { Unavailable } from '@fieldledger/kernel';
import { inPlainWords } from './plain-words.js';
import { settings } from './settings.js';

describe('what the environment says', () => {
  it('of a variable that is empty is the same as of one that is not there', () => {
    const names = [
      'PORT', 'HOST', 'FIELDLEDGER_DATA', 'FIELDLEDGER_ENCRYPTION_KEY', 'FIELDLEDGER_ENCRYPTION_KEY_FILE', 'FIELDLEDGER_LEDGER_NAME', 'FIELDLEDGER_LEDGER_KEY', 'FIELDLEDGER_LEDGER_KEY_FILE', 'FIELDLEDGER_WITNESS_URL',
      'FIELDLEDGER_WITNESS_KEY', 'DATABASE_URL', 'EVENTSTORE_URL', 'KAFKA_BROKERS', 'KAFKA_TOPIC_PREFIX', 'KAFKA_PARTITIONS', 'KAFKA_SSL', 'KAFKA_USERNAME', 'KAFKA_PASSWORD', 'OTEL_EXPORTER_OTLP_ENDPOINT',
      'FIELDLEDGER_URL', 'FIELDLEDGER_QUERY_URL', 'FIELDLEDGER_AUDIT_URL', 'FIELDLEDGER_KEY', 'FIELDLEDGER_ENCRYPTION_KEY_PREVIOUS', 'FIELDLEDGER_LEDGER_KEY_PREVIOUS', 'KAFKA_REPLICAS', 'KAFKA_RETENTION_DAYS', 'KAFKA_MECHANISM',
    ];
    expect(settings(Object.fromEntries(names.map((name) => [name, ''])))).toEqual(settings({}));
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
  ])('is refused in a sentence where it makes no sense: %j', (environment, sentence) => {
    const said = () => settings(environment);
    expect(said).toThrow(sentence);
    expect(said).not.toThrow('secret');
  });
});

it.each([
  ['14 UNAVAILABLE: No connection established. Last error: Error: connect ECONNREFUSED 127.0.0.1:2113. Resolution note: ', 'connect ECONNREFUSED 127.0.0.1:2113'],
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
