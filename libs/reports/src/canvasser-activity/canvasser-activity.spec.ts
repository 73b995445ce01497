import { ATTEMPT_EXAMPLES } from '@fieldledger/contacts';
import { rowsOf } from '@fieldledger/testing';
import { canvasserActivity } from './canvasser-activity.projection.js';

const { ContactAttempted: attempted, ContactAttemptVoided: voided } = ATTEMPT_EXAMPLES;

describe("a canvasser's activity", () => {
  it('is a row for each knock', async () => {
    expect(await rowsOf(canvasserActivity, [attempted])).toEqual([
      {
        attemptId: attempted.data.attemptId, standing: true, canvasser: 'van/OH.myvoters/canvasser-17', campaignId: 'columbus-2026', turfId: 'turf-04', day: '2026-10-03',
        attemptedAt: '2026-10-03T21:14:05.000Z', reached: true, delivery: null, deliveredAt: null,
      },
    ]);
  });

  it('gives way to its neighbour when a first or last knock is voided', async () => {
    expect(await rowsOf(canvasserActivity, [attempted, voided])).toMatchObject([{ standing: false }]);
  });

  it('belongs to the canvasser, the turf and the day of the amended knock', async () => {
    const amended = { ...attempted, data: { ...attempted.data, canvasserId: 'canvasser-18', turfId: undefined, attemptedAt: '2026-10-04T04:30:00.000Z' } };
    expect(await rowsOf(canvasserActivity, [attempted, voided, amended])).toMatchObject([{ standing: true, canvasser: 'van/OH.myvoters/canvasser-18', turfId: null, day: '2026-10-04' }]);
  });

  it('by nobody is still a row: somebody knocked', async () => {
    expect(await rowsOf(canvasserActivity, [{ ...attempted, data: { ...attempted.data, canvasserId: undefined } }])).toMatchObject([{ standing: true, canvasser: null }]);
  });
});
