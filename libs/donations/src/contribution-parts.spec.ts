import { nameUuid } from '@fieldledger/kernel';
import type { ContributionEvent } from './contribution-events.js';
import { meta, later, giver, context, contributionId, record, after, rejection, flags, refund } from './contribution-trial.js';
import { contributionDecider, depositContribution, reattributeContribution, redesignateContribution, refundContribution } from './contribution.js';
import type { ContributionState } from './contribution-state.js';

describe('a contribution of which a part is for another election or of another person', () => {
  it('is redesignated no further than it is designated, and to another election', () => {
    const ask = (amountCents: number, toElection: string, state: ContributionState, fromElection?: string) =>
      redesignateContribution({ redesignationId: nameUuid('r', String(amountCents)), contributionId, amountCents, fromElection, toElection, basis: 'signed', redesignatedOn: '2026-09-01' }, state, later);
    const moved = after(...record(), ...ask(100_00, 'G2026', after(...record())));
    expect(Object.fromEntries(moved.byElection)).toEqual({ P2026: 150_00, G2026: 100_00 });
    expect(rejection(() => ask(150_01, 'R2026', moved)).details).toEqual({ remainingCents: 150_00 });
    expect(rejection(() => ask(1, 'P2026', moved)).slug).toBe('same-election');
    expect(ask(100_00, 'P2026', moved, 'G2026')).toHaveLength(1);
  });

  it('is redesignated or reattributed within sixty days, or with a flag', () => {
    const [state, year] = [after(...record()), { ...meta, receivedAt: '2027-01-01T00:00:00.000Z' }];
    const redesignated = (redesignatedOn: string) => flags(redesignateContribution({ redesignationId: nameUuid('r'), contributionId, amountCents: 1, toElection: 'G2026', basis: 'signed', redesignatedOn }, state, year));
    const reattributed = (reattributedOn: string) =>
      flags(reattributeContribution({ reattributionId: nameUuid('a'), contributionId, amountCents: 1, to: { entityType: 'IND' }, basis: 'signed', reattributedOn }, { ...context, giver: { ...giver!, subject: nameUuid('spouse') } }, state, year));
    expect([redesignated('2026-10-13'), redesignated('2026-10-14')]).toEqual([[], ['redesignated-late']]);
    expect([reattributed('2026-10-13'), reattributed('2026-10-14')]).toEqual([[], ['reattributed-late']]);
  });

  it('is forwarded by its conduit within ten days, or with a flag', () => {
    const earmark = (conduitReceivedOn?: string) => record({ earmark: { conduitCommitteeId: 'C00401224', conduitReceivedOn } });
    const deposited = (depositedOn: string, ...of: ContributionEvent[]) => flags(depositContribution({ depositId: nameUuid('d'), contributionId, batchId: 'b', depositedOn }, after(...of), later));
    expect([flags(earmark('2026-08-04')), flags(earmark('2026-08-03')), flags(earmark())]).toEqual([[], ['forwarded-late'], []]);
    expect([deposited('2026-08-24', ...earmark('2026-08-14')), deposited('2026-08-25', ...earmark('2026-08-14')), deposited('2026-08-25', ...record())]).toEqual([[], ['forwarded-late'], []]);
  });

  it('is reattributed no further than it is its giver’s, and to somebody else', () => {
    const ask = (amountCents: number, subject: string, state: ContributionState) =>
      reattributeContribution({ reattributionId: nameUuid('a', String(amountCents)), contributionId, amountCents, to: { entityType: 'IND' }, basis: 'signed', reattributedOn: '2026-09-01' }, { ...context, giver: { ...giver!, subject } }, state, later);
    const spouse = nameUuid('spouse');
    const moved = after(...record(), ...ask(100_00, spouse, after(...record())));
    expect(rejection(() => ask(150_01, spouse, moved)).slug).toBe('reattribution-exceeds');
    expect(rejection(() => ask(1, giver!.subject, moved)).slug).toBe('same-person');
  });

  it('is reattributed further by whoever has the part, and back, and no further than it is theirs', () => {
    const ask = (name: string, amountCents: number, to: string, state: ContributionState, from?: string) =>
      reattributeContribution({ reattributionId: nameUuid(name), fromReattributionId: from && nameUuid(from), contributionId, amountCents, to: { entityType: 'IND' }, basis: 'signed', reattributedOn: '2026-09-01' }, { ...context, giver: { ...giver!, subject: to } }, state, later);
    const toBob = after(...record(), ...ask('to bob', 100_00, 'bob', after(...record())));
    expect(rejection(() => ask('on', 100_01, 'eve', toBob, 'to bob')).details).toEqual({ remainingCents: 100_00 });
    expect([rejection(() => ask('on', 1, 'bob', toBob, 'to bob')).slug, rejection(() => ask('on', 1, 'eve', toBob, 'nothing')).slug]).toEqual(['same-person', 'reattribution-missing']);
    const [on] = ask('on', 40_00, 'eve', toBob, 'to bob');
    expect(on!.data).toMatchObject({ fromReattributionId: nameUuid('to bob'), amountCents: 40_00, giver: { subject: 'eve' } });
    const [back] = ask('back', 60_00, giver!.subject, contributionDecider.evolve(toBob, on!), 'to bob');
    const ended = after(...record(), ...ask('to bob', 100_00, 'bob', after(...record())), on!, back!);
    expect(rejection(() => ask('more', 1, 'eve', ended, 'to bob')).slug).toBe('reattribution-exceeds');
    expect(rejection(() => ask('more', 210_01, 'dan', ended)).details).toEqual({ remainingCents: 210_00 });
    expect(ask('again', 210_00, 'dan', ended)).toHaveLength(1);
  });

  it('is refunded to whoever has a part, no further than it is theirs, and leaves the giver’s part as it was', () => {
    const [spouse, toSpouse] = [nameUuid('spouse'), nameUuid('to spouse')];
    const reattribute = (amountCents: number, state: ContributionState, fromReattributionId?: string) =>
      reattributeContribution({ reattributionId: toSpouse, fromReattributionId, contributionId, amountCents, to: { entityType: 'IND' }, basis: 'signed', reattributedOn: '2026-09-01' }, { ...context, giver: { ...giver!, subject: fromReattributionId ? nameUuid('eve') : spouse } }, state, later);
    const ask = (state: ContributionState, amountCents?: number, more: { basis?: 'reported'; fromReattributionId?: string } = {}) =>
      refundContribution({ refundId: nameUuid('refund'), fromReattributionId: toSpouse, contributionId, amountCents, refundedOn: '2026-09-02', ...more }, state, later);
    const shared = after(...record(), ...reattribute(100_00, after(...record())));
    expect(rejection(() => ask(shared, 100_01))).toMatchObject({ slug: 'refund-exceeds-original', details: { remainingCents: 100_00 } });
    expect(rejection(() => ask(shared, 1, { fromReattributionId: nameUuid('nothing') })).slug).toBe('reattribution-missing');
    expect(flags(ask(shared, 100_01, { basis: 'reported' }))).toEqual(['exceeds-remaining']);
    expect(ask(shared)[0]!.data).toMatchObject({ amountCents: 100_00, fromReattributionId: toSpouse });
    const back = ask(shared, 60_00)[0]!;
    const left = [back].reduce(contributionDecider.evolve, shared);
    expect([rejection(() => ask(left, 40_01)).details, rejection(() => reattribute(40_01, left, toSpouse)).details, rejection(() => reattribute(150_01, left)).details]).toEqual([40_00, 40_00, 150_00].map((remainingCents) => ({ remainingCents })));
    expect([reattribute(150_00, left), refund(190_00, left)].map(flags)).toEqual([[], []]);
    const over = ask(shared, 130_00, { basis: 'reported' }).reduce(contributionDecider.evolve, shared);
    expect(rejection(() => reattribute(120_01, over)).details).toEqual({ remainingCents: 120_00 });
    // Paid back of a part of which nobody told: of whom it is taken is not known, and what remains of the whole is.
    const ofNobody = after(...record(), ...ask(after(...record()), 50_00, { basis: 'reported', fromReattributionId: nameUuid('nothing') }));
    expect(rejection(() => reattribute(200_01, ofNobody)).details).toEqual({ remainingCents: 200_00 });
  });
});
