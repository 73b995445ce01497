import { Unavailable } from '@fieldledger/kernel';
import { faultOf, Overdue, ruinsClient, unavailable } from './store-fault.js';

/** As the client throws them; many have an empty message. */
const error = (members: object, message = '') => Object.assign(new Error(message), members);

describe('what EventStoreDB means by an error', () => {
  it.each([
    ['wrong-revision', error({ type: 'wrong-expected-version' })],
    ['missing', error({ type: 'stream-not-found' })],
    ['deleted', error({ type: 'stream-deleted' })],
    ['too-large', error({ type: 'maximum-append-size-exceeded' })],
    ['denied', error({ type: 'access-denied' })],
    ['denied', error({ code: 16 })],
    ['read-only', error({ type: 'not-leader', code: 5 })],
    ['read-only', error({ type: 'unknown', code: 2 }, '2 UNKNOWN: No leader info available in response')],
    ['bad-request', error({ type: 'unknown' }, 'Could not recognize BadRequest')],
    ['lost', error({ type: 'unavailable', code: 14 }, 'Connection dropped')],
    ['lost', error({ code: 14 }, 'connect ECONNREFUSED')],
    ['lost', error({ type: 'deadline-exceeded', code: 4 })],
    ['lost', error({}, 'Failed to discover after 10 attempts.')],
    ['lost', new Overdue('late')],
    ['mistake', new TypeError('undefined is not iterable')],
    ['mistake', new Unavailable('stopping', '')],
  ])('%s', (fault, thrown) => expect(faultOf(thrown)).toBe(fault));

  it('is the end of the client where that does not connect anew by itself', () => {
    expect([error({ code: 14 }), error({ code: 13 }), error({ type: 'unknown', code: 13 }), error({ type: 'unknown', code: 15 }), error({ type: 'unknown', code: 2 }, 'client error (Connect)')].map(ruinsClient)).toEqual(Array(5).fill(true));
    expect([error({ type: 'unavailable', code: 14 }), error({ type: 'wrong-expected-version' }), error({ type: 'unknown' }, 'Could not recognize BadRequest'), new Overdue('late')].map(ruinsClient)).toEqual(Array(4).fill(false));
  });

  it('is told with what to do', () => {
    expect(unavailable(error({ type: 'access-denied' })).message).toMatch(/user name or the password/);
    expect(unavailable(error({ code: 14 }, 'ssl3_get_record:wrong version number')).message).toMatch(/disagree about TLS/);
    expect(unavailable(error({ code: 14 }, "Setting the TLS ServerName to an IP address is not permitted.. Received '127.0.0.1'")).message).toMatch(/Write its name into the connection string/);
    expect(unavailable(error({ code: 14 }, 'Last error: Failed to connect')).message).toMatch(/must not say tls=false/);
    expect(unavailable(error({ type: 'unavailable', code: 14 }, 'Connection dropped'))).toMatchObject({ slug: 'log-unreachable', message: 'The event log cannot be reached at the moment.' });
  });
});
