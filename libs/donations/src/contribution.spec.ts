import fc from 'fast-check';
import { nameUuid, Rejection } from '@fieldledger/kernel';
import type { AmendContribution, CommitteeKind, RecordContribution } from './contribution-commands.js';
import type { ContributionContext } from './contribution-context.js';
import type { Contribution, ContributionEvent, ContributionFlag } from './contribution-events.js';
import { CONTRIBUTION_EXAMPLES } from './contribution-examples.js';
import { meta, later, giver, context, contributionId, gift, record, after, rejection, flags, refund } from './contribution-trial.js';
import {
  amendContribution, bounceContribution, chargeBackContribution, closeDispute, contributionDecider, depositContribution, openDispute, reattributeContribution,
  receiveInformation, redesignateContribution, refundContribution, requestInformation, returnContribution, withdrawContribution,
} from './contribution.js';
import { remainingCents, type ContributionState } from './contribution-state.js';
import { sightContribution } from './sighting.js';

describe('a contribution', () => {
  it('is recorded with the line it belongs on and the kind of its committee', () => {
    expect(record()[0]).toMatchObject({ type: 'ContributionReceived', data: { line: 'SA11AI', committeeKind: 'candidate', source: 'donation-page', flags: [] } });
    const lineOf = (entityType: NonNullable<typeof giver>['entityType']) => (record({}, { giver: { ...giver!, entityType } })[0]!.data as { line: string }).line;
    expect((['IND', 'PTY', 'PAC', 'COM', 'CCM', 'CAN', 'ORG'] as const).map(lineOf)).toEqual(['SA11AI', 'SA11B', 'SA11C', 'SA11C', 'SA11C', 'SA11D', 'SA11AI']);
  });

  it.each([
    ['of less than nothing', { amountCents: -1 }, 'amount-not-positive'], ['of nothing', { amountCents: 0 }, 'amount-not-positive'], ['of more than ten thousand million dollars', { amountCents: 1_000_000_000_001 }, 'amount-too-large'],
    ['in euros', { currency: 'EUR' }, 'currency-not-accepted'], ['in a currency that nobody has', { currency: 'XXZ' }, 'currency-not-accepted'],
    ['of the day after tomorrow', { receivedOn: '2026-08-16' }, 'date-out-of-range'], ['of ten minutes from now', { receivedAt: '2026-08-15T02:30:01Z' }, 'date-out-of-range'], ['from before the committee was there', { receivedOn: '2025-02-02' }, 'date-out-of-range'],
  ] as const)('%s is refused, and told what to do', (_what, change, slug) => {
    const refused = rejection(() => record(change));
    expect([refused.slug, refused.kind, refused.details.faults]).toEqual([slug, 'invalid', [{ field: expect.stringMatching(/^\/\w+$/), problem: expect.any(String) }]]);
  });

  it('of the largest amount is taken, and so is one of today in Kiribati', () => {
    expect(record({ amountCents: 1_000_000_000_000 })[0]!.data).toMatchObject({ amountCents: 1_000_000_000_000 });
    expect(record({ receivedOn: '2026-08-15' })).toHaveLength(1);
  });

  it('of five minutes from now is taken, as by a clock that is fast, and of a moment more is not', () => {
    expect(record({ receivedAt: '2026-08-15T02:25:00.000Z' })).toHaveLength(1);
    expect(rejection(() => record({ receivedAt: '2026-08-15T02:25:00.001Z' })).slug).toBe('date-out-of-range');
    expect([rejection(() => record({ receivedOn: '2025-02-02' })).slug, record({ receivedOn: '2025-02-03' }).length]).toEqual(['date-out-of-range', 1]);
  });

  it.each<[string, Partial<RecordContribution>, Partial<ContributionContext>, readonly ContributionFlag[]]>([
    ['over the limit of one election', { amountCents: 3_500_01 }, {}, ['excessive']],
    ['at the limit', { amountCents: 3_500_00 }, {}, []],
    ['over an individual’s limit, of a committee, whose limit is another', { amountCents: 3_500_01 }, { giver: { ...giver!, entityType: 'PAC' } }, []],
    ['over the limit of a PAC', { amountCents: 5_000_01, committeeKind: 'pac' }, {}, ['excessive']],
    ['on a day for which the table has no limit', { receivedOn: '2002-06-01' }, { committees: new Map([['C00999999', { kind: 'candidate' }]]) }, ['limit-unknown']],
    ['that is over some committees’ limits, to one of whose kind nobody told', { amountCents: 4_000_00 }, { committees: new Map() }, ['limit-unknown']],
    ['that is over every committee’s limit but of those that have none, to one of whose kind nobody told', { amountCents: 50_000_00 }, { committees: new Map() }, ['limit-unknown']],
    ['to a committee that makes independent expenditures alone', { amountCents: 50_000_000_00, committeeKind: 'independent-expenditure-only' }, {}, []],
    ['to such a committee before the law had it', { amountCents: 1_00, committeeKind: 'independent-expenditure-only', receivedOn: '2010-03-25' }, { committees: new Map() }, ['limit-unknown']],
    ['of a corporation', { sourceMarkers: ['corporate'] }, {}, ['prohibited-source']],
    ['of a minor', { sourceMarkers: ['minor'] }, {}, ['minor']],
    ['of over 100 dollars in cash', { method: 'cash', amountCents: 100_01 }, {}, ['cash-over-limit']],
    ['of 100 dollars in cash', { method: 'cash', amountCents: 100_00 }, {}, []],
    ['of over 50 dollars by nobody knows whom', { amountCents: 50_01 }, { giver: null }, ['anonymous-over-limit']],
    ['of 50 dollars by nobody knows whom', { amountCents: 50_00 }, { giver: null }, []],
    ['of over 200 dollars by somebody without an occupation', {}, { giver: { ...giver!, given: ['lastName', 'employer'] } }, ['best-efforts-due']],
    ['of over 200 dollars by somebody without an employer', {}, { giver: { ...giver!, given: ['lastName', 'occupation'] } }, ['best-efforts-due']],
    ['of 200 dollars by somebody without either', { amountCents: 200_00 }, { giver: { ...giver!, given: ['lastName'] } }, []],
    ['of over 200 dollars by a committee, which has neither', {}, { giver: { ...giver!, entityType: 'PAC', given: ['organizationName'] } }, []],
    ['of somebody who was forgotten', {}, { forgotten: true }, ['person-forgotten']],
  ])('%s is a fact: recorded, with what we noticed', (_what, change, its, expected) => {
    expect(flags(record(change, its))).toEqual(expected);
  });

  it('happened when it was received, or else with its day; whatever becomes of it has a day of its own, and what is told of it is of when it is told', () => {
    const moments = Object.fromEntries(Object.values(CONTRIBUTION_EXAMPLES).map((event) => [event.type, contributionDecider.occurredAt(event, meta)]));
    const { ContributionReceived: received, RefundReported: reported, ...others } = CONTRIBUTION_EXAMPLES;
    const days = { ContributionRefunded: 'refundedOn', ContributionReturned: 'returnedOn', ContributionBounced: 'bouncedOn', ContributionChargedBack: 'chargedBackOn', DisputeOpened: 'openedOn', DisputeClosed: 'closedOn', ContributionRedesignated: 'redesignatedOn', ContributionReattributed: 'reattributedOn', ContributionDeposited: 'depositedOn', InformationRequested: 'requestedOn', InformationFollowedUp: 'requestedOn', InformationReceived: 'receivedOn' } as const;
    expect(moments).toEqual({
      ContributionReceived: received.data.receivedAt, RefundReported: `${reported.data.receivedOn}T00:00:00.000Z`, ContributionAmended: meta.receivedAt, ContributionSighted: meta.receivedAt, ContributionWithdrawn: meta.receivedAt,
      ...Object.fromEntries(Object.entries(days).map(([type, day]) => [type, `${(others[type as keyof typeof days].data as unknown as Record<string, string>)[day]!}T00:00:00.000Z`])),
    });
  });

  it('in a special account of a national party is not over the limit of its own account', () => {
    const told = (amountCents: number, line?: string) => flags(sightContribution({ ...gift, committeeKind: 'national-party', amountCents, source: 'door', kind: 'receipt', line }, { ...context, told: {} }, after(), meta));
    expect([told(132_900_00), told(132_900_00, 'SA17'), told(132_900_01, 'SA17')]).toEqual([['excessive'], [], ['excessive']]);
  });

  it('in the other account of a hybrid PAC, or to a committee that makes independent expenditures alone, is held to no limit and may be of a corporation or a union, and never of a foreigner or a contractor', () => {
    const told = (committeeKind: CommitteeKind, line: string | undefined, sourceMarkers: Contribution['sourceMarkers'], receivedOn = gift.receivedOn) =>
      flags(sightContribution({ ...gift, committeeKind, amountCents: 50_000_00, receivedOn, source: 'door', kind: 'receipt', line, sourceMarkers: sourceMarkers?.slice() }, { ...context, committees: new Map(), told: {} }, after(), meta));
    for (const [kind, line] of [['pac', 'SA17'], ['independent-expenditure-only', undefined]] as const) {
      const marked = (['corporate', 'labor', 'foreign', 'contractor'] as const).map((marker) => told(kind, line, [marker]));
      expect([kind, told(kind, line, undefined), marked]).toEqual([kind, [], [[], [], ['prohibited-source'], ['prohibited-source']]]);
      // Before the courts said so.
      expect(told(kind, line, ['corporate'], '2010-03-25')).toEqual(['limit-unknown', 'prohibited-source']);
    }
    expect([told('pac', undefined, ['labor']), told('pac', 'SA11AI', ['corporate']), told('candidate', 'SA17', ['corporate'])]).toEqual(Array(3).fill(['excessive', 'prohibited-source']));
    expect(told('national-party', 'SA17', ['corporate'])).toEqual(['prohibited-source']);
    const state = after(...sightContribution({ ...gift, committeeKind: 'pac', source: 'door', kind: 'receipt', line: 'SA17' }, { ...context, told: {} }, after(), meta));
    const amended = (...sourceMarkers: NonNullable<AmendContribution['sourceMarkers']>) => flags(amendContribution({ amendmentId: nameUuid('m'), contributionId, sourceMarkers }, context, state, meta));
    expect([amended('corporate'), amended('corporate', 'foreign')]).toEqual([[], ['prohibited-source']]);
  });

  it('that was withdrawn is refunded no more, and what happened to it all the same is flagged', () => {
    const gone = after(...record(), ...withdrawContribution({ withdrawalId: nameUuid('w'), contributionId, reasonCode: 'duplicate' }, after(...record())));
    expect(rejection(() => refund(250_00, gone)).slug).toBe('contribution-not-standing');
    expect(flags(refund(250_00, gone, 'reported'))).toEqual(['contribution-not-standing']);
    expect(flags(chargeBackContribution({ chargebackId: nameUuid('cb'), contributionId, chargedBackOn: '2026-09-02' }, gone, later))).toEqual(['contribution-not-standing']);
    expect(flags(depositContribution({ depositId: nameUuid('d'), contributionId, batchId: 'b', depositedOn: '2026-08-17' }, gone, later))).toEqual(['contribution-not-standing']);
  });

  it('that its source withdrew can be changed no more', () => {
    const gone = after(...record(), ...withdrawContribution({ withdrawalId: nameUuid('w'), contributionId, reasonCode: 'withdrawn-by-source' }, after(...record())));
    expect(rejection(() => amendContribution({ amendmentId: nameUuid('m'), contributionId, itemize: true }, context, gone, meta)).slug).toBe('contribution-not-standing');
    expect(rejection(() => amendContribution({ amendmentId: nameUuid('m'), contributionId, itemize: true }, context, after(), meta)).slug).toBe('contribution-missing');
  });

  it('is taken back by its source as often as the source says so', () => {
    const again = { withdrawalId: nameUuid('w2'), contributionId, reasonCode: 'withdrawn-by-source' as const };
    const gone = after(...record(), ...withdrawContribution(again, after(...record())));
    expect(withdrawContribution(again, gone)).toHaveLength(1);
    expect(rejection(() => withdrawContribution({ ...again, reasonCode: 'duplicate' }, gone)).slug).toBe('contribution-not-standing');
    expect(rejection(() => withdrawContribution(again, after())).slug).toBe('contribution-missing');
  });

  it('asks for what is missing of its giver twice, and takes the answer once there is one', () => {
    const request = { requestId: nameUuid('ask'), contributionId, medium: 'mail' as const, requestedOn: '2026-08-20' };
    expect(requestInformation(request, after(), later)[0]).toMatchObject({ type: 'InformationRequested', data: { flags: ['contribution-unknown'] } });
    expect(requestInformation({ ...request, followUp: true }, after(...record()), later)[0]).toMatchObject({ type: 'InformationFollowedUp', data: { flags: [] } });
    const answer = { answerId: nameUuid('answer'), contributionId, receivedOn: '2026-08-30' };
    expect(receiveInformation({ ...answer, occupation: 'Welder' }, context, after(...record()), later)[0]!.data).toMatchObject({ given: ['occupation'] });
    expect(JSON.stringify(receiveInformation({ ...answer, occupation: 'Welder' }, context, after(...record()), later))).not.toContain('Welder');
    expect(rejection(() => receiveInformation(answer, context, after(...record()), later)).slug).toBe('nothing-answered');
    const ofNobody = { reattributionId: nameUuid('no such part') };
    for (const ask of [() => requestInformation({ ...request, ...ofNobody }, after(...record()), later), () => receiveInformation({ ...answer, ...ofNobody, employer: 'Acme' }, context, after(...record()), later)]) {
      expect(rejection(ask)).toMatchObject({ slug: 'reattribution-missing', message: expect.stringContaining('leave reattributionId out') });
    }
  });

  it.each<[string, (day: string) => readonly ContributionEvent[]]>([
    ['refund', (day) => refundContribution({ refundId: nameUuid('x'), contributionId, amountCents: 1, refundedOn: day }, after(...record()), later)],
    ['return', (day) => returnContribution({ returnId: nameUuid('x'), contributionId, returnedOn: day }, after(...record()), later)],
    ['bounce', (day) => bounceContribution({ bounceId: nameUuid('x'), contributionId, bouncedOn: day }, after(...record()), later)],
    ['chargeback', (day) => chargeBackContribution({ chargebackId: nameUuid('x'), contributionId, chargedBackOn: day }, after(...record()), later)],
    ['dispute', (day) => openDispute({ disputeId: nameUuid('x'), contributionId, openedOn: day }, after(...record()), later)],
    ['redesignation', (day) => redesignateContribution({ redesignationId: nameUuid('x'), contributionId, amountCents: 1, toElection: 'G2026', basis: 'signed', redesignatedOn: day }, after(...record()), later)],
    ['reattribution', (day) => reattributeContribution({ reattributionId: nameUuid('x'), contributionId, amountCents: 1, to: { entityType: 'IND' }, basis: 'signed', reattributedOn: day }, { ...context, giver: { ...giver!, subject: nameUuid('spouse') } }, after(...record()), later)],
    ['deposit', (day) => depositContribution({ depositId: nameUuid('x'), contributionId, batchId: 'b', depositedOn: day }, after(...record()), later)],
  ])('has no %s in the future, and one from before it with a flag', (_what, on) => {
    const refused = rejection(() => on('2026-10-17'));
    expect([refused.slug, refused.kind, refused.details.faults]).toEqual(['date-out-of-range', 'invalid', [{ field: expect.stringMatching(/^\/\w+On$/), problem: 'must not be in the future' }]]);
    expect([flags(on('2026-08-13')), flags(on('2026-08-14'))]).toEqual([['before-contribution'], []]);
  });

  it('may be deposited before it is told of', () => {
    expect(flags(depositContribution({ depositId: nameUuid('d'), contributionId, batchId: 'b', depositedOn: '2026-08-17' }, after(), later))).toEqual(['contribution-unknown']);
  });
});

describe('whatever happened before', () => {
  const cents = fc.integer({ min: -5, max: 400_00 });
  const asks = fc.array(
    fc.record({ what: fc.constantFrom('record', 'amend', 'refund', 'report', 'return', 'bounce', 'chargeBack', 'redesignate', 'back', 'reattribute', 'withdraw', 'dispute', 'close', 'deposit'), cents: fc.option(cents, { nil: undefined }), n: fc.nat(9) }),
    { maxLength: 25 },
  );
  type Ask = { what: string; cents?: number; n: number };
  const decide = ({ what, cents: amount, n }: Ask, state: ContributionState): readonly ContributionEvent[] => {
    const id = nameUuid(what, String(n));
    switch (what) {
      case 'record': return state.contribution ? [] : record({ amountCents: amount ?? 250_00 });
      case 'amend': return amendContribution({ amendmentId: id, contributionId, amountCents: amount, electionCode: n % 2 ? 'P2026' : 'G2026' }, context, state, meta);
      case 'refund': return refund(amount, state);
      case 'report': return refund(amount, state, 'reported');
      case 'return': return returnContribution({ returnId: id, contributionId, returnedOn: '2026-08-20' }, state, later);
      case 'bounce': return bounceContribution({ bounceId: id, contributionId, bouncedOn: '2026-08-20' }, state, later);
      case 'chargeBack': return chargeBackContribution({ chargebackId: id, contributionId, amountCents: amount, chargedBackOn: '2026-08-20' }, state, later);
      case 'redesignate': return redesignateContribution({ redesignationId: id, contributionId, amountCents: amount ?? 1, toElection: 'G2026', basis: 'signed', redesignatedOn: '2026-08-20' }, state, later);
      case 'back': return redesignateContribution({ redesignationId: id, contributionId, amountCents: amount ?? 1, fromElection: 'G2026', toElection: 'P2026', basis: 'signed', redesignatedOn: '2026-08-20' }, state, later);
      case 'reattribute': return reattributeContribution({ reattributionId: id, contributionId, amountCents: amount ?? 1, to: { entityType: 'IND' }, basis: 'signed', reattributedOn: '2026-08-20' }, { ...context, giver: { ...giver!, subject: nameUuid('spouse') } }, state, later);
      case 'withdraw': return withdrawContribution({ withdrawalId: id, contributionId, reasonCode: 'duplicate' }, state);
      case 'dispute': return openDispute({ disputeId: nameUuid('dispute', String(n)), contributionId, openedOn: '2026-08-20' }, state, later);
      case 'close': return closeDispute({ closingId: id, disputeId: nameUuid('dispute', String(n)), contributionId, outcome: 'lost', closedOn: '2026-08-20' }, state, later);
      default: return depositContribution({ depositId: id, contributionId, batchId: 'b', depositedOn: '2026-08-20' }, state, later);
    }
  };

  it('a decision is an event or a rejection; redesignations net to zero, and nothing is paid back or moved twice', () => {
    fc.assert(
      fc.property(asks, (all) => {
        let state = after();
        for (const ask of all) {
          try {
            state = decide(ask, state).reduce(contributionDecider.evolve, state);
          } catch (error) {
            if (!(error instanceof Rejection)) throw error;
          }
          const designated = [...state.byElection.values()].reduce((sum, part) => sum + part, 0);
          expect(designated).toBe(state.contribution?.amountCents ?? 0);
          expect(remainingCents(state)).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 500 },
    );
  });
});
