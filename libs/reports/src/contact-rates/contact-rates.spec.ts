import fc from 'fast-check';
import { ATTEMPT_EXAMPLES, type Attempt } from '@fieldledger/contacts';
import { nameUuid, type Event } from '@fieldledger/kernel';
import { rowsOf } from '@fieldledger/testing';
import { contactRates } from './contact-rates.projection.js';

const { ContactAttempted: attempted, ContactDeliveryReported: delivered, ContactAttemptVoided: voided } = ATTEMPT_EXAMPLES;
const attempt = (change: Partial<Attempt> = {}) => ({ ...attempted, data: { ...attempted.data, ...change } });
const word = (status: 'sent' | 'delivered' | 'undelivered', reportedAt: string) => ({ ...delivered, data: { ...delivered.data, status, reportedAt } });

describe('contact rates', () => {
  it('have a row for each attempt, in the words of the codes', async () => {
    expect(await rowsOf(contactRates, [attempted])).toEqual([
      {
        attemptId: attempted.data.attemptId, standing: true, campaignId: 'columbus-2026', day: '2026-10-03', contactType: 'Walk', inputType: 'Mobile', result: 'Canvassed', turfId: 'turf-04',
        canvasser: 'van/OH.myvoters/canvasser-17', precinctId: 'columbus-12B', voter: 'van/OH.myvoters/1044321', doorId: 'door-883', reached: true, refused: false, delivery: null, deliveredAt: null,
        position: '0000000000000001', person: null, same: null,
      },
    ]);
  });

  it('count an attempt on the day it was in the campaign’s zone', async () => {
    const dayOf = async (attemptedAt: string, dayZone: string) =>
      (await rowsOf(contactRates, [attempt({ attemptedAt, meaning: { ...attempted.data.meaning, dayZone } })]))[0]!.day;
    expect(await dayOf('2026-10-04T03:59:59.000Z', 'America/New_York')).toBe('2026-10-03');
    expect(await dayOf('2026-10-04T04:00:00.000Z', 'America/New_York')).toBe('2026-10-04');
    // In winter the day begins an hour later in UTC.
    expect(await dayOf('2026-11-02T04:30:00.000Z', 'America/New_York')).toBe('2026-11-01');
    expect(await dayOf('2026-10-03T23:59:59.000Z', 'Asia/Kathmandu')).toBe('2026-10-04');
  });

  it('take a delivery before its attempt as well as after', async () => {
    const late = await rowsOf(contactRates, [attempted, word('delivered', '2026-10-03T21:15:00.000Z')]);
    const early = await rowsOf(contactRates, [word('delivered', '2026-10-03T21:15:00.000Z'), attempted]);
    expect(late[0]).toMatchObject({ standing: true, delivery: 'delivered' });
    expect({ ...early[0], position: '' }).toEqual({ ...late[0], position: '' });
    expect(await rowsOf(contactRates, [word('sent', '2026-10-03T21:15:00.000Z')])).toMatchObject([{ standing: false, delivery: 'sent' }]);
  });

  it('believe the later of two final words, and any final word before "sent", in whatever order they come', async () => {
    const words = [word('sent', '2026-10-03T21:20:00.000Z'), word('delivered', '2026-10-03T21:15:00.000Z'), word('undelivered', '2026-10-03T21:16:00.000Z')];
    for (const order of [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]) {
      expect((await rowsOf(contactRates, [attempted, ...order.map((i) => words[i]!)]))[0]).toMatchObject({ delivery: 'undelivered' });
    }
  });

  it('let a voided attempt count no more, and an amended one as amended', async () => {
    expect(await rowsOf(contactRates, [attempted, voided])).toMatchObject([{ standing: false }]);
    const amended = attempt({ meaning: { ...attempted.data.meaning, result: 'Refused', contact: false, refused: true } });
    expect(await rowsOf(contactRates, [attempted, voided, amended])).toMatchObject([{ standing: true, result: 'Refused', reached: false, refused: true }]);
  });

  it('show no trace in their counts of an attempt that was recorded and voided, whatever else was recorded meanwhile', async () => {
    const id = (n: number) => nameUuid('rates', String(n));
    const facts = fc.array(
      fc.oneof(
        fc.record({ n: fc.nat(5), contact: fc.boolean(), voter: fc.nat(3) }).map(({ n, contact, voter }) => attempt({ attemptId: id(n), voter: { ...attempted.data.voter, id: String(voter) }, meaning: { ...attempted.data.meaning, contact } })),
        fc.record({ n: fc.constantFrom(0, 1, 2, 3, 99), status: fc.constantFrom('sent' as const, 'delivered' as const, 'undelivered' as const), second: fc.integer({ min: 10, max: 59 }) }).map(({ n, status, second }) => ({
          ...delivered, data: { ...delivered.data, attemptId: id(n), status, reportedAt: `2026-10-03T21:15:${second}.000Z` },
        })),
        fc.nat(5).map((n) => ({ ...voided, data: { ...voided.data, attemptId: id(n) } })),
      ),
      { maxLength: 15 },
    );
    /** What the totals count: the standing rows, but for where in the log they stand. */
    const counted = async (events: readonly Event[]) => (await rowsOf(contactRates, events)).filter(({ standing }) => standing).map((row) => JSON.stringify({ ...row, position: '' })).sort();
    await fc.assert(
      fc.asyncProperty(facts, fc.nat(15), fc.nat(15), async (history, at, later) => {
        const [mistaken, mended] = [attempt({ attemptId: id(99) }), { ...voided, data: { ...voided.data, attemptId: id(99) } }];
        const recorded: Event[] = [...history.slice(0, at), mistaken, ...history.slice(at)];
        const place = Math.min(at + 1 + later, recorded.length);
        expect(await counted([...recorded.slice(0, place), mended, ...recorded.slice(place)])).toEqual(await counted(history));
      }),
    );
  });
});
