import { exampleSettings } from './example-settings.js';

const ENOUGH = { DATABASE_URL: 'postgres://reports:secret@127.0.0.1:5432/reports', KAFKA_BROKERS: 'one:9092, two:9093' };

describe('what the reporting service is told', () => {
  it('may be little', () => {
    expect(exampleSettings({ ...ENOUGH, KAFKA_SSL: '', KAFKA_USERNAME: '', KAFKA_PASSWORD: '', KAFKA_MECHANISM: '', FIELDLEDGER_QUERY_URL: '', FIELDLEDGER_KEY: '', FIELDLEDGER_ORGANIZATION: '', PORT: '' })).toEqual({
      databaseUrl: ENOUGH.DATABASE_URL, brokers: ['one:9092', 'two:9093'], ssl: false, sasl: undefined, topic: 'fieldledger.contacts', host: '127.0.0.1', port: 3004, organization: undefined, history: undefined,
    });
  });

  it('may be how Kafka is spoken to, in the words of the relay', () => {
    const access = { KAFKA_SSL: 'true', KAFKA_USERNAME: 'reports', KAFKA_PASSWORD: 'right' };
    expect(exampleSettings({ ...ENOUGH, ...access })).toMatchObject({ ssl: true, sasl: { mechanism: 'scram-sha-512', username: 'reports', password: 'right' } });
    expect(exampleSettings({ ...ENOUGH, ...access, KAFKA_MECHANISM: 'plain' })).toMatchObject({ sasl: { mechanism: 'plain' } });
  });

  it.each([
    [{ DATABASE_URL: 'mysql://a:secret@127.0.0.1/b' }, 'DATABASE_URL must begin with postgres://'],
    [{ KAFKA_BROKERS: 'kafka://reports:secret@127.0.0.1:9092' }, 'KAFKA_BROKERS must be host:port'],
    [{ KAFKA_BROKERS: '127.0.0.1:99999' }, 'KAFKA_BROKERS must be host:port'],
    [{ KAFKA_SSL: 'yes' }, 'KAFKA_SSL must be true or false; it is "yes".'],
    [{ KAFKA_PASSWORD: 'secret' }, 'KAFKA_USERNAME and KAFKA_PASSWORD go together'],
    [{ KAFKA_USERNAME: 'reports' }, 'KAFKA_USERNAME and KAFKA_PASSWORD go together'],
    [{ KAFKA_MECHANISM: 'PLAIN' }, 'KAFKA_MECHANISM must be one of plain, scram-sha-256, scram-sha-512; it is "PLAIN".'],
    [{ KAFKA_USERNAME: 'reports', KAFKA_PASSWORD: 'secret', KAFKA_MECHANISM: 'PLAIN' }, 'KAFKA_MECHANISM must be one of plain, scram-sha-256, scram-sha-512; it is "PLAIN".'],
    [{ KAFKA_TOPIC_PREFIX: 'our feed' }, 'KAFKA_TOPIC_PREFIX may hold letters, digits'],
    [{ FIELDLEDGER_KEY: 'secret' }, 'FIELDLEDGER_QUERY_URL and FIELDLEDGER_KEY go together'],
    [{ FIELDLEDGER_QUERY_URL: '127.0.0.1:3001', FIELDLEDGER_KEY: 'secret' }, 'FIELDLEDGER_QUERY_URL must begin with http:// or https://'],
    [{ FIELDLEDGER_QUERY_URL: 'http://127.0.0.1:3001', FIELDLEDGER_KEY: 'secret' }, 'FIELDLEDGER_ORGANIZATION must name the organization of FIELDLEDGER_KEY'],
    [{ FIELDLEDGER_ORGANIZATION: 'ours' }, 'FIELDLEDGER_ORGANIZATION must be the id of an organization'],
    [{ PORT: '70000' }, 'PORT must be a number from 0 to 65535; it is "70000".'],
  ])('is refused in a sentence where it makes no sense: %j', (environment, sentence) => {
    const read = () => exampleSettings({ ...ENOUGH, ...environment });
    expect(read).toThrow(sentence);
    expect(read).not.toThrow('secret');
  });
});
