import { FeedGap, isInfrastructure, SkippedAhead } from './partition-follower.js';

const coded = (code: string) => Object.assign(new Error('it failed'), { code });

describe('what stands in the way of a record', () => {
  it.each([
    ['a connection that PostgreSQL ended', coded('57P01')],
    ['a socket that was reset', coded('ECONNRESET')],
    ['a disk that is full', coded('53100')],
    ['a deadlock', coded('40P01')],
    // The words are those of pg's client, which gives no code with them.
    ['a connection that was lost', new Error('Connection terminated unexpectedly')],
    ['a connection found lost by the next query', new Error('Client has encountered a connection error and is not queryable')],
    ['a client that was closed', new Error('Client was closed and is not queryable')],
    ['a statement that nobody answers', new Error('Query read timeout')],
    ['a pool without a free connection', new Error('timeout exceeded when trying to connect')],
    ['a history that does not answer', new TypeError('fetch failed')],
    ['a history that refuses', new Error('The history of t was not given: the server at h answered 503.')],
    ['a gap', new FeedGap('t', 0, '', '1')],
    ['records that Kafka left out', new SkippedAhead('t', 0, 1n)],
  ])('is no fault of the record: %s', (_, error) => {
    expect(isInfrastructure(error)).toBe(true);
  });

  it.each([['a value too long for its column', coded('22001')], ['a row that is there', coded('23505')], ['a table that is not', coded('42P01')], ["the service's own", new Error('It knocks at no door.')], ['a mistake', new TypeError("Cannot read properties of undefined (reading 'a')")]])(
    'is the fault of the record, or of what is made of it: %s', (_, error) => {
      expect(isInfrastructure(error)).toBe(false);
    },
  );
});
