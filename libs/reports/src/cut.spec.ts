import { Rejection } from '@fieldledger/kernel';
import { cut } from './cut.js';
import { OUTCOME, OUTCOMES } from './signups/placed-signups.js';

const dimensions = { campaign: 'campaign_id', day: 'day', turf: 'turf_id', week: 'week', canvasser: 'canvasser' };
const refusal = (asked: Record<string, string>, of: Readonly<Record<string, string>> = dimensions) => {
  try {
    cut(asked, of);
  } catch (error) {
    return error as Rejection;
  }
  throw new Error('It was taken.');
};

describe('a cut through a report', () => {
  it('groups by columns and keeps by parameters, never by the text that was asked', () => {
    const hostile = "x'; DROP TABLE read.checkpoints; --";
    expect(cut({ groupBy: 'campaign, day', turf: hostile, from: '2026-10-01', until: '2026-10-31' }, dimensions)).toMatchObject({
      names: ['campaign', 'day'], columns: ['campaign_id', 'day'], parameters: [hostile, '2026-10-01', '2026-10-31'],
      where: "AND coalesce(turf_id, '') = $2 AND day >= $3 AND day <= $4",
    });
  });

  it('says what there is when something else is asked for', () => {
    expect(refusal({ groupBy: 'shoe-size' })).toMatchObject({ slug: 'unknown-dimension', message: expect.stringContaining('campaign, day, turf') });
    expect(refusal({ groupBy: '__proto__' })).toMatchObject({ slug: 'unknown-dimension' });
    expect(refusal({ from: 'yesterday' })).toMatchObject({ slug: 'invalid-day' });
    for (const name of ['until', 'to']) {
      expect(refusal({ from: '2026-10-02', [name]: '2026-10-01' })).toMatchObject({ slug: 'period-backwards', message: expect.stringContaining(`${name} is a day not before from`) });
      expect(cut({ from: '2026-10-02', [name]: '2026-10-02' }, dimensions).parameters).toEqual(['2026-10-02', '2026-10-02']);
    }
    expect(refusal({ week: '2026-10-04' })).toMatchObject({ slug: 'invalid-week', message: expect.stringContaining('2026-09-28') });
    expect(refusal({ canvasser: 'walker-1' })).toMatchObject({ slug: 'invalid-reference', message: expect.stringContaining('system/scope/id') });
    expect(cut({ canvasser: 'van/OH/walker-1' }, dimensions).parameters).toEqual(['van/OH/walker-1']);
    expect(cut({ canvasser: '' }, dimensions).parameters).toEqual(['']);
    const ofOne = { committee: 'committee_id' };
    for (const [committee, meant] of [['c00999999', 'C00999999'], ['C00999999', 'C00999999'], ['actblue-7', 'actblue-7'], ['ca1234567', 'ca1234567'], ['', '']] as const) expect(cut({ committee }, ofOne).parameters).toEqual([meant]);
    expect(refusal({ committee: 'ours/theirs' }, ofOne)).toMatchObject({ slug: 'invalid-id', message: expect.stringContaining('committee must be an id of 1 to 64 letters') });
    const few = { shift: 'shift_id', event: 'volunteer_event_id', outcome: 'outcome', recurring: 'recurring', status: 'status' };
    for (const name of ['shift', 'event']) {
      expect(cut({ [name]: '6B29FC40-CA47-1067-B31D-00DD010662DA' }, few).parameters).toEqual(['6b29fc40-ca47-1067-b31d-00dd010662da']);
      expect(refusal({ [name]: 'saturday' }, few)).toMatchObject({ slug: 'invalid-id', message: expect.stringContaining(name) });
      expect(cut({ [name]: '' }, few).parameters).toEqual(['']);
    }
    expect(refusal({ outcome: 'noshow' }, few)).toMatchObject({ slug: 'invalid-parameter', message: expect.stringContaining('outcome is one of: completed, no-show, ') });
    expect(refusal({ recurring: 'true' }, few)).toMatchObject({ slug: 'invalid-parameter', message: 'recurring is one of: yes, no.' });
    expect(refusal({ status: 'cancelled' }, few)).toMatchObject({ slug: 'invalid-parameter', message: 'status is one of: active, failing, churned, completed.' });
    expect(cut({ outcome: 'no-show', recurring: 'yes', status: 'churned' }, few).parameters).toEqual(['no-show', 'yes', 'churned']);
    expect(refusal({ donor: 'Ada' }, { donor: 'who' })).toMatchObject({ slug: 'invalid-reference', message: expect.stringContaining('donor is a donor as an answer gives it') });
    expect(['r:actblue/donor/7', ''].map((donor) => cut({ donor }, { donor: 'who' }).parameters)).toEqual([['r:actblue/donor/7'], ['']]);
    for (const [name, wrong, right, said] of [
      ['band', '0-25', '0000.01-0025.00', 'band is one of: below 0, 0000.01-0025.00, '], ['leadTime', '1-2 days', '01-02 days', 'leadTime is one of: 00 days, 01-02 days, '], ['confirmations', '3', '3 and more', 'confirmations is one of: 0, 1, 2, 3 and more.'],
      ['frequency', 'Monthly', 'monthly', 'frequency is one of: weekly, monthly, quarterly, yearly.'], ['review', 'too-long', 'over-24-hours', 'review is one of: check-in-missing, '], ['startedMonth', '2026-13', '2026-12', 'startedMonth is a month'],
      ['election', 'p2026', 'P2026', 'election must be an election code of the FEC: '],
    ] as const) {
      expect(refusal({ [name]: wrong }, { [name]: 'a_column' })).toMatchObject({ slug: 'invalid-parameter', message: expect.stringContaining(said) });
      expect([right, ''].map((text) => cut({ [name]: text }, { [name]: 'a_column' }).parameters)).toEqual([[right], ['']]);
    }
    expect(cut({ week: '2026-09-28' }, dimensions)).toMatchObject({ where: "AND coalesce(week, '') = $2", parameters: ['2026-09-28'] });
  });

  it('takes every word that a signup can have become', () => {
    const words = [...OUTCOME.matchAll(/(?:THEN|ELSE) '([\w-]+)'/g)].map(([, word]) => word!);
    expect(words.length).toBeGreaterThan(6);
    expect(OUTCOMES).toEqual(expect.arrayContaining(words));
  });
});
