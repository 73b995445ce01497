import { askedAgain } from './database-gone.js';

describe('a question to a database', () => {
  const asking = (members: object, message = '') => askedAgain(() => Promise.reject(Object.assign(new Error(message), members)))();

  it.each([
    ['lost', {}, 'Connection terminated unexpectedly'],
    ['refused', { code: 'ECONNREFUSED' }, ''],
    ['ended', { code: '57P01' }, ''],
    ['starting', { code: '57P03' }, ''],
    ['one too many', { code: '53300' }, ''],
    ['good, and its disk full', { code: '53100' }, ''],
  ])('is to be asked again where the connection is %s', async (_, members, message) => {
    await expect(asking(members, message)).rejects.toMatchObject({ slug: 'log-unreachable', retryAfterSeconds: 1 });
  });

  it('is not where it was wrong, and its answer is its answer', async () => {
    await expect(asking({ code: '42601' }, 'syntax error')).rejects.toThrow('syntax error');
    await expect(askedAgain(() => Promise.reject(new TypeError('ours')))()).rejects.toThrow(TypeError);
    expect(await askedAgain((n: number) => Promise.resolve(n + 1))(1)).toBe(2);
  });
});
