import { withAttributed, type Attributing } from './attributed.js';

const line = (day: string, kind: string, movementId: string, effectCents: string | null, moved: Partial<Attributing> = {}): Attributing => ({
  day, kind, contributionId: 'gift', movementId, effectCents, whose: null, fromReattributionId: null, giver: 'ada', amountCents: null, giftCents: '10000', ...moved,
});
const gift = line('2026-08-01', 'contribution', 'gift', '10000');
const toBob = line('2026-09-01', 'reattribution', 'to-bob', null, { whose: 'bob', amountCents: '6000' });
const backToAda = line('2026-09-02', 'reattribution', 'back-to-ada', null, { whose: 'ada', amountCents: '4000', fromReattributionId: 'to-bob' });

/** What each movement did to somebody's net, and the net after it. */
const did = (lines: readonly Attributing[], ...donor: string[]) => withAttributed(lines, new Set(donor)).map(({ movementId, effectCents, netCents }) => [movementId, effectCents, netCents]);

describe('a part of a gift that was reattributed, and in part came back', () => {
  it('goes from the one and comes to the other, with what each has after it', () => {
    expect(did([gift, toBob, backToAda], 'ada')).toEqual([['gift', '10000', '10000'], ['to-bob', '-6000', '4000'], ['back-to-ada', '4000', '8000']]);
    expect(did([toBob, backToAda], 'bob')).toEqual([['to-bob', '6000', '6000'], ['back-to-ada', '-4000', '2000']]);
  });

  it('does nothing to whom both are', () => {
    expect(did([toBob, backToAda], 'ada', 'bob').map(([, effectCents]) => effectCents)).toEqual(['0', '0']);
  });

  it('is moved in the order of the days, whatever became known first', () => {
    expect(did([backToAda, toBob], 'bob')).toEqual([['back-to-ada', '-4000', '-4000'], ['to-bob', '6000', '2000']]);
    const eve = line('2026-09-01', 'reattribution', 'to-eve', null, { whose: 'eve', amountCents: '6000' });
    const sorted = (lines: readonly Attributing[]) => did(lines, 'eve').map(([movementId, effectCents]) => `${movementId} ${effectCents}`).sort();
    expect(sorted([eve, toBob])).toEqual(sorted([toBob, eve]));
  });

  it('does nothing where the gift does not count', () => {
    expect(did([{ ...toBob, giftCents: null }], 'bob')).toEqual([['to-bob', '0', '0']]);
  });
});
