import { BEGINNING } from '@fieldledger/kernel';
import { SampledMoments } from './sampled-moments.js';

const place = (n: number) => String(n).padStart(16, '0');
const moment = (n: number) => new Date(Date.UTC(2026, 0, 1) + n).toISOString();
/** So that each is far enough from the next. */
const STEP = 262_144;

describe('when events of the log in EventStoreDB were recorded, as far as it was seen', () => {
  it('is the last sample at or before a moment, in whatever order they were seen', () => {
    const moments = new SampledMoments();
    expect(moments.before(moment(5))).toBe(BEGINNING);
    for (const n of [5, 1, 9, 3, 7]) moments.add(place(n * STEP), moment(n * 10));
    expect([9, 10, 11, 29, 30, 31, 69, 70, 89, 90, 1_000].map((n) => moments.before(moment(n)))).toEqual([
      BEGINNING, place(STEP), place(STEP), place(STEP), place(3 * STEP), place(3 * STEP), place(5 * STEP), place(7 * STEP), place(7 * STEP), place(9 * STEP), place(9 * STEP),
    ]);
  });

  it('is not kept of events that are near to one that is kept, before or behind it', () => {
    const moments = new SampledMoments();
    moments.add(place(5 * STEP), moment(50));
    for (const near of [5 * STEP - STEP + 1, 5 * STEP, 5 * STEP + STEP - 1]) moments.add(place(near), moment(near < 5 * STEP ? 40 : 60));
    expect([moments.before(moment(49)), moments.before(moment(70))]).toEqual([BEGINNING, place(5 * STEP)]);
    moments.add(place(6 * STEP), moment(60));
    expect(moments.before(moment(70))).toBe(place(6 * STEP));
  });

  it('is thinned out where there are many, and never tells of an event that came later', () => {
    const moments = new SampledMoments();
    const many = 10_001;
    for (let n = 1; n <= many; n++) moments.add(place(n * STEP), moment(n * 10));
    const found = Array.from({ length: many }, (_, n) => moments.before(moment((n + 1) * 10)));
    found.forEach((position, n) => expect(position >= place(n * STEP) && position <= place((n + 1) * STEP)).toBe(true));
    expect(new Set(found).size).toBe(5_001);
  });
});
