import fc from 'fast-check';
import { nameUuid, type Meta } from '@fieldledger/kernel';
import { slugOf } from '@fieldledger/testing';
import { CONTRIBUTION_EXAMPLES } from './contribution-examples.js';
import type { ContributionContext } from './contribution-context.js';
import type { CancelPledge, FulfilPledge, MakePledge } from './pledge-commands.js';
import type { PledgeEvent, PledgeFlag } from './pledge-events.js';
import { PLEDGE_EXAMPLES } from './pledge-examples.js';
import { cancelPledge, fulfilPledge, makePledge, pledgeDecider, type PledgeState } from './pledge.js';

const meta: Meta = { organization: nameUuid('pledges'), actor: 'key-7', app: 'call-time', correlationId: 'c', causationId: null, receivedAt: '2026-09-30T15:00:00.000Z', provenance: null };
const { giver, person } = CONTRIBUTION_EXAMPLES.ContributionReceived.data;
const context: ContributionContext = { committees: new Map(), giver, person, forgotten: false };
const pledgeId = nameUuid('pledge', 'on the phone');

const promised: MakePledge = { pledgeId, committeeId: 'C00999999', amountCents: 500_00, pledgedOn: '2026-08-10', dueOn: '2026-08-31', callId: 'call-5521' };
const gift: FulfilPledge = { fulfilmentId: nameUuid('fulfilment'), pledgeId, contributionId: nameUuid('gift'), amountCents: 300_00, fulfilledOn: '2026-08-14' };
const other: FulfilPledge = { ...gift, fulfilmentId: nameUuid('other fulfilment'), contributionId: nameUuid('other gift') };
const givenUp: CancelPledge = { cancellationId: nameUuid('cancellation'), pledgeId, cancelledOn: '2026-09-15', reasonCode: 'uncollectible' };

const make = (change: Partial<MakePledge> = {}) => makePledge({ ...promised, ...change }, context, meta);
const after = (...events: readonly PledgeEvent[]): PledgeState => events.reduce(pledgeDecider.evolve, pledgeDecider.initial);
const flags = ([event]: readonly PledgeEvent[]): readonly PledgeFlag[] => event!.data.flags;

describe('a pledge', () => {
  it('is recorded with its donor sealed, and the call it was made in', () => {
    expect(make()).toEqual([{ type: 'PledgeMade', data: { ...promised, giver, person, flags: [] } }]);
    expect(pledgeDecider.occurredAt(make()[0]!, meta)).toBe('2026-08-10T00:00:00.000Z');
  });

  it('of nothing, of the day after tomorrow, or due before it was made is refused', () => {
    expect([{ amountCents: 0 }, { amountCents: 1_000_000_000_001 }, { pledgedOn: '2026-10-02', dueOn: undefined }, { dueOn: '2026-08-09' }].map((change) => slugOf(() => make(change)))).toEqual([
      'amount-not-positive', 'amount-too-large', 'date-out-of-range', 'due-before-pledged',
    ]);
    expect(slugOf(() => make({ dueOn: '2026-08-10' }))).toBe('no rejection');
  });

  it('is fulfilled by one gift or several; what is beyond it is recorded and flagged', () => {
    const once = after(...make(), ...fulfilPledge(gift, after(...make()), meta));
    expect(flags(fulfilPledge(gift, after(...make()), meta))).toEqual([]);
    expect(flags(fulfilPledge({ ...other, amountCents: 200_00 }, once, meta))).toEqual([]);
    expect(flags(fulfilPledge({ ...other, amountCents: 200_01 }, once, meta))).toEqual(['exceeds-pledge']);
    for (const settle of [() => fulfilPledge({ ...gift, fulfilledOn: '2026-10-02' }, once, meta), () => cancelPledge({ ...givenUp, cancelledOn: '2026-10-02' }, once, meta)]) expect(slugOf(settle)).toBe('date-out-of-range');
  });

  it('that two systems say one gift fulfilled is fulfilled by it once', () => {
    const once = after(...make(), ...fulfilPledge(gift, after(...make()), meta));
    const again = fulfilPledge({ ...gift, fulfilmentId: nameUuid('again') }, once, meta);
    expect(flags(again)).toEqual(['fulfilled-before']);
    expect(again.reduce(pledgeDecider.evolve, once).fulfilledCents).toBe(300_00);
  });

  it('may be fulfilled before anybody told of it, and after it was given up', () => {
    expect(flags(fulfilPledge(gift, after(), meta))).toEqual(['pledge-unknown']);
    expect(after(...fulfilPledge(gift, after(), meta), ...make())).toMatchObject({ amountCents: 500_00, fulfilledCents: 300_00 });
    const gone = after(...make(), ...cancelPledge(givenUp, after(...make()), meta));
    expect(flags(fulfilPledge({ ...gift, fulfilledOn: '2026-09-16' }, gone, meta))).toEqual(['after-cancellation']);
    expect(flags(fulfilPledge(gift, gone, meta))).toEqual([]);
  });

  it('is given up also twice, and before it is known; only one that was fulfilled cannot be', () => {
    expect(flags(cancelPledge(givenUp, after(), meta))).toEqual(['pledge-unknown']);
    const gone = after(...make(), ...cancelPledge(givenUp, after(...make()), meta));
    expect(flags(cancelPledge({ ...givenUp, cancellationId: nameUuid('again') }, gone, meta))).toEqual(['cancelled-before']);
    expect(slugOf(() => cancelPledge(givenUp, after(...make({ amountCents: 300_00 }), ...fulfilPledge(gift, after(), meta)), meta))).toBe('pledge-fulfilled');
  });

  it('is told again as it was asked, whatever we added to it', () => {
    expect(pledgeDecider.asked(make()[0]!.data)).toEqual({ ...promised, contributor: { entityType: 'IND', reference: giver!.reference, committeeId: undefined, mark: person!.mark } });
    expect(pledgeDecider.asked(fulfilPledge(gift, after(...make()), meta)[0]!.data)).toEqual(gift);
    expect(pledgeDecider.asked(cancelPledge(givenUp, after(...make()), meta)[0]!.data)).toEqual(givenUp);
  });

  it('answers any request after any history with an event or a rejection, never anything else', () => {
    const days = fc.constantFrom('2026-08-01', '2026-09-30', '2027-01-01');
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...(Object.values(PLEDGE_EXAMPLES) as PledgeEvent[]))), days, fc.constantFrom(-1, 0, 1, 500_00, 1e12 + 1), (history, day, amountCents) => {
        const state = after(...history);
        expect(state.fulfilledCents).toBeGreaterThanOrEqual(0);
        expect(['no rejection', 'amount-not-positive', 'amount-too-large', 'date-out-of-range']).toContain(slugOf(() => make({ pledgedOn: day, dueOn: day, amountCents })));
        expect(['no rejection', 'amount-not-positive', 'amount-too-large', 'date-out-of-range']).toContain(slugOf(() => fulfilPledge({ ...gift, amountCents, fulfilledOn: day }, state, meta)));
        expect(['no rejection', 'pledge-fulfilled', 'date-out-of-range']).toContain(slugOf(() => cancelPledge({ ...givenUp, cancelledOn: day }, state, meta)));
      }),
    );
  });
});
