import { nameUuid } from '@fieldledger/kernel';
import type { ContributionEvent } from './contribution-events.js';
import { meta, later, context, contributionId, gift, record, after, rejection, flags, refund } from './contribution-trial.js';
import { bounceContribution, chargeBackContribution, closeDispute, contributionDecider, depositContribution, openDispute, returnContribution } from './contribution.js';
import { remainingCents } from './contribution-state.js';
import { sightContribution } from './sighting.js';

describe('a contribution of which something is paid back', () => {
  it('of which nothing remains is not refunded once more, and is said to be gone where no amount was named', () => {
    const gone = after(record()[0]!, refund(undefined, after(record()[0]!))[0]!);
    for (const amountCents of [undefined, 1]) expect(rejection(() => refund(amountCents, gone))).toMatchObject({ slug: 'refund-exceeds-original', message: expect.stringMatching(/^Nothing of this contribution remains/), details: { remainingCents: 0 } });
    expect(rejection(() => refund(undefined, gone, 'reported'))).toMatchObject({ slug: 'amount-required', details: { faults: [{ field: '/amountCents' }] } });
    expect(flags(refund(1, gone, 'reported'))).toEqual(['exceeds-remaining']);
  });

  it('is refunded in part, until nothing remains', () => {
    const state = after(...record(), ...refund(100_00, after(...record())));
    expect(remainingCents(state)).toBe(150_00);
    const refused = rejection(() => refund(150_01, state));
    expect([refused.slug, refused.kind, refused.details]).toEqual(['refund-exceeds-original', 'conflict', { remainingCents: 150_00 }]);
    expect(refund(undefined, state)[0]!.data).toMatchObject({ amountCents: 150_00 });
  });

  it('that was refunded beyond what remained is a fact when somebody else did it', () => {
    expect(flags(refund(250_01, after(...record()), 'reported'))).toEqual(['exceeds-remaining']);
  });

  it('may be told of after its refund, which is then what remains less', () => {
    const early = refund(100_00, after());
    expect(early[0]!.data).toMatchObject({ orphan: true, committeeId: null, flags: ['orphan-refund'] });
    expect(rejection(() => refund(undefined, after())).slug).toBe('amount-required');
    expect(remainingCents(after(...early, ...record()))).toBe(remainingCents(after(...record(), ...refund(100_00, after(...record())))));
  });

  it('that was refunded and then charged back is flagged, and never less than nothing', () => {
    const refunded = after(...record(), ...refund(undefined, after(...record())));
    const events = chargeBackContribution({ chargebackId: nameUuid('cb'), contributionId, chargedBackOn: '2026-09-02' }, refunded, later);
    expect([flags(events), remainingCents(contributionDecider.evolve(refunded, events[0]!))]).toEqual([['chargeback-after-refund'], 0]);
  });

  it('that is of less than nothing, as a filing tells a check that came back, is charged back by no more than is said', () => {
    const told = after(...sightContribution({ ...gift, amountCents: -250_00, kind: 'receipt' as const, source: 'fec-bulk', restates: true }, { ...context, told: {} }, after(), meta));
    const chargeBack = (amountCents?: number) => chargeBackContribution({ chargebackId: nameUuid('cb'), contributionId, amountCents, chargedBackOn: '2026-09-02' }, told, later);
    expect(rejection(() => chargeBack()).slug).toBe('amount-required');
    expect(chargeBack(1)[0]!.data).toMatchObject({ amountCents: 1, flags: ['exceeds-remaining'] });
  });

  it('is not honored with all that remains of it', () => {
    const state = after(...record(), ...refund(50_00, after(...record())));
    expect(bounceContribution({ bounceId: nameUuid('bounce'), contributionId, bouncedOn: '2026-08-18' }, state, later)[0]!.data).toMatchObject({ amountCents: 200_00, flags: [] });
  });

  it('is returned undeposited once, within ten days or with a flag', () => {
    const giveBack = (returnedOn: string, state = after(...record())) => returnContribution({ returnId: nameUuid('return'), contributionId, returnedOn }, state, later);
    const returned = giveBack('2026-08-24');
    expect(returned[0]!.data).toMatchObject({ amountCents: 250_00, flags: [] });
    expect(flags(giveBack('2026-08-25'))).toEqual(['returned-late']);
    expect(rejection(() => giveBack('2026-08-18', after(...record(), ...returned))).slug).toBe('nothing-remains');
  });

  it('is refunded, and not returned, once it was deposited or a part of it was paid back', () => {
    const giveBack = (...before: ContributionEvent[]) => rejection(() => returnContribution({ returnId: nameUuid('return'), contributionId, returnedOn: '2026-08-18' }, after(...record(), ...before), later));
    const refused = [
      giveBack(...depositContribution({ depositId: nameUuid('d'), contributionId, batchId: 'b', depositedOn: '2026-08-17' }, after(...record()), later)), giveBack(...refund(50_00, after(...record()))),
    ];
    expect(refused.map(({ slug, kind, message }) => [slug, kind, message])).toEqual([
      ['already-deposited', 'conflict', expect.stringMatching(/Refund it instead/)], ['already-paid-back', 'conflict', expect.stringMatching(/Refund the rest instead/)],
    ]);
  });

  it('is disputed, and a closing without its opening is a fact, which the opening finds when it comes', () => {
    const dispute = { disputeId: nameUuid('dispute'), contributionId };
    const closing = { closingId: nameUuid('closing'), ...dispute, outcome: 'won' as const, closedOn: '2026-09-02' };
    const open = after(...record(), ...openDispute({ ...dispute, openedOn: '2026-08-28' }, after(...record()), later));
    const closed = closeDispute(closing, open, later);
    expect(closed[0]!.data).toMatchObject({ outcome: 'won', flags: [] });
    expect(flags(closeDispute(closing, contributionDecider.evolve(open, closed[0]!), later))).toEqual(['dispute-not-open']);
    const early = closeDispute(closing, after(...record()), later);
    expect(flags(early)).toEqual(['dispute-not-open']);
    const opening = openDispute({ ...dispute, openedOn: '2026-08-28' }, after(...record(), ...early), later);
    expect([after(...record(), ...early, ...opening).disputes, after(...record(), ...opening, ...early).disputes]).toEqual([new Map([[dispute.disputeId, 'closed']]), new Map([[dispute.disputeId, 'closed']])]);
  });

  it('that was charged back remains again once the dispute is won or withdrawn, in whatever order that is told', () => {
    const [disputeId, chargebackId] = [nameUuid('dispute'), nameUuid('cb')];
    const told = after(...record());
    const chargedBack = (of?: string) => chargeBackContribution({ chargebackId, contributionId, disputeId: of, chargedBackOn: '2026-09-02' }, told, later);
    const closed = (outcome: 'won' | 'lost' | 'withdrawn', closedOn = '2026-09-20') => closeDispute({ closingId: nameUuid(outcome), disputeId, contributionId, outcome, closedOn }, told, later);
    const remaining = (...events: readonly ContributionEvent[][]) => remainingCents(after(...record(), ...events.flat()));
    expect([remaining(chargedBack()), remaining(chargedBack(), closed('won')), remaining(closed('won'), chargedBack()), remaining(chargedBack(), closed('withdrawn')), remaining(chargedBack(), closed('lost'))]).toEqual([0, 250_00, 250_00, 250_00, 0]);
    expect([remaining(chargedBack(disputeId), closed('won')), remaining(chargedBack(nameUuid('another')), closed('won')), remaining(chargedBack(), closed('won', '2026-09-01'))]).toEqual([250_00, 0, 0]);
    expect([remaining(chargedBack(), closed('lost'), closed('won')), remaining(chargedBack(), closed('won'), closed('lost'))]).toEqual([250_00, 250_00]);
    expect([remaining(chargedBack(), closed('lost', '2026-09-10'), closed('won')), remaining(chargedBack(), closed('won'), closed('lost', '2026-09-10'))]).toEqual([250_00, 250_00]);
    // What the card network says last holds, also where it takes back what it had given back.
    expect([remaining(chargedBack(), closed('lost', '2026-09-25'), closed('won')), remaining(chargedBack(), closed('won'), closed('lost', '2026-09-25'))]).toEqual([0, 0]);
    expect(refund(250_00, after(...record(), ...chargedBack(), ...closed('won')))).toHaveLength(1);
  });
});
