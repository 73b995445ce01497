import type { Clear, Event } from '@fieldledger/kernel';
import { rowsOf } from '@fieldledger/testing';
import { SIGNUP_EXAMPLES, type Step } from '@fieldledger/volunteering';
import { detailsIn, volunteers, type VolunteerRow } from './volunteers.projection.js';

const { SignupScheduled: scheduled, SignupConfirmed: confirmed } = SIGNUP_EXAMPLES;
const told = (at: string): Event => ({ ...scheduled, data: { ...scheduled.data, at } });
const rows = async (events: readonly Event[], clear: (event: Event) => Clear) => (await rowsOf(volunteers, events, clear)) as unknown as (VolunteerRow & { volunteer: string })[];

describe('the table of who volunteers', () => {
  it('is marked as personal', () => expect(volunteers.personal).toBe(true));

  it('has of each member what was said of it last, in any order', async () => {
    const said: Record<string, object> = {
      '2026-09-01T00:00:00.000Z': { firstName: 'Zebulon', phone: '1' }, '2026-09-02T00:00:00.000Z': { phone: '2', email: 'z@example.org' }, '2026-09-03T00:00:00.000Z': { firstName: 'Zeb' },
    };
    const tellings = Object.keys(said).map(told);
    const clear = ({ data }: Event): Clear => ({ person: said[(data as Step).at] });
    for (const order of [tellings, [...tellings].reverse(), [tellings[1]!, tellings[2]!, tellings[0]!, tellings[1]!]]) {
      expect((await rows(order, clear)).map(detailsIn)).toEqual([{ email: 'z@example.org', firstName: 'Zeb', phone: '2' }]);
    }
  });

  it('has no row for whom nobody named, and says of the forgotten that they are', async () => {
    expect(await rows([confirmed], () => ({}))).toEqual([]);
    expect(await rows([scheduled], () => ({ person: null }))).toMatchObject([{ details: '{}', erased: true }]);
  });
});
