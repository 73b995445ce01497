import { trial } from '@fieldledger/testing';

const SIGNUP = { eventSignupId: 1, person: { vanId: 100 }, event: { eventId: 7 }, shift: { eventShiftId: 71 } };

/** What a committee's own name of a status becomes by its mapping. */
const read = (means: string) => trial(JSON.stringify({ ...SIGNUP, status: { statusId: 77, name: '2nd Call' } }), { format: 'van-signups', mappingJson: { state: 'OH', statuses: { '2nd call': means } } });

describe('a committee\'s own statuses', () => {
  it.each<[string, object]>([
    ['declined', { status: 'declined' }],
    ['conf twice', { status: 'confirmed', confirmations: 2 }],
    ['Conf Thrice', { status: 'confirmed', confirmations: 3 }],
  ])('may mean %s', async (means, status) => {
    expect((await read(means)).door.items).toMatchObject([status]);
  });

  it('cannot mean what is no status', async () => {
    expect((await read('thrice')).fault).toMatch(/statuses\.2nd call must be one of: invited, .*such as Conf Twice/);
  });
});
