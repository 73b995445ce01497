import { ATTEMPT_EXAMPLES } from '@fieldledger/contacts';
import { rowsOf } from '@fieldledger/testing';
import { SHIFT_EXAMPLES, SIGNUP_EXAMPLES } from '@fieldledger/volunteering';
import { signups } from '../signups/signups.projection.js';
import { shiftWork } from './shift-work.projection.js';

const { ContactAttempted: attempted, ContactDeliveryReported: delivered, ContactAttemptVoided: voided } = ATTEMPT_EXAMPLES;
const facts = [...Object.values(SHIFT_EXAMPLES), ...Object.values(SIGNUP_EXAMPLES)];

describe('the work of shifts', () => {
  it('has signups and shifts as the signups have them, and attempts beside them', async () => {
    const rows = await rowsOf(shiftWork, [...facts, attempted]);
    expect(rows.map(({ kind }) => kind)).toEqual(['shift', 'signup', 'attempt']);
    for (const [n, row] of (await rowsOf(signups, facts)).entries()) expect(rows[n]).toMatchObject(row);
    expect(rows[2]).toMatchObject({ attemptedAt: '2026-10-03T21:14:05.000Z', canvasserId: 'canvasser-17', turfId: 'turf-04', doorId: 'door-883', reached: true, standing: true, delivery: null });
  });

  it('is built anew whenever the folds of signups are others', () => {
    expect(shiftWork.version).toBe(signups.version + 2);
  });

  it('counts no attempt that was voided, and knows what was not delivered before the attempt itself arrives', async () => {
    expect(await rowsOf(shiftWork, [attempted, voided])).toMatchObject([{ standing: false }]);
    const [early] = await rowsOf(shiftWork, [delivered, attempted]);
    const [late] = await rowsOf(shiftWork, [attempted, delivered]);
    expect(early).toEqual(late);
    expect(early).toMatchObject({ delivery: 'undelivered', standing: true });
    // The later of two words of a carrier holds, whichever arrives first.
    const later = { ...delivered, data: { ...delivered.data, status: 'delivered' as const, reportedAt: '2026-10-09T00:00:00.000Z' } };
    for (const order of [[delivered, later], [later, delivered]]) expect(await rowsOf(shiftWork, [attempted, ...order])).toMatchObject([{ delivery: 'delivered', deliveredAt: later.data.reportedAt }]);
  });
});
