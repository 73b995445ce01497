import fc from 'fast-check';
import { nameUuid, Rejection, type Meta } from '@fieldledger/kernel';
import type { AmendContribution, CommitteeKind, RecordContribution } from './contribution-commands.js';
import type { Contribution, ContributionEvent, ContributionFlag } from './contribution-events.js';
import { CONTRIBUTION_EXAMPLES } from './contribution-examples.js';
import type { ContributionContext } from './contribution-context.js';
import {
  amendContribution, bounceContribution, chargeBackContribution, closeDispute, contributionDecider, depositContribution, openDispute, reattributeContribution, receiveInformation, recordContribution,
  redesignateContribution, refundContribution, requestInformation, returnContribution, withdrawContribution,
} from './contribution.js';
import { remainingCents, type ContributionState } from './contribution-state.js';
import { sightContribution } from './sighting.js';

const meta: Meta = {
  organization: nameUuid('donations'), actor: 'key-7', app: 'donation-page', correlationId: 'c', causationId: null, receivedAt: '2026-08-15T02:20:00.000Z', provenance: null,
};
/** When all of it has happened. */
const later: Meta = { ...meta, receivedAt: '2026-10-15T12:00:00.000Z' };
const { giver } = CONTRIBUTION_EXAMPLES.ContributionReceived.data;
const context: ContributionContext = { committees: new Map([['C00999999', { kind: 'candidate', establishedOn: '2025-02-03' }]]), giver, forgotten: false };
const contributionId = nameUuid('donations', 'a gift');
const gift: RecordContribution = { contributionId, committeeId: 'C00999999', amountCents: 250_00, receivedOn: '2026-08-14', electionCode: 'P2026' };
const record = (change: Partial<RecordContribution> = {}, its: Partial<ContributionContext> = {}) => recordContribution({ ...gift, ...change }, { ...context, ...its }, after(), meta);
const after = (...events: readonly ContributionEvent[]): ContributionState => events.reduce(contributionDecider.evolve, contributionDecider.initial);
const rejection = (run: () => unknown): Rejection => {
  try {
    run();
  } catch (error) {
    if (error instanceof Rejection) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
};
const flags = ([event]: readonly ContributionEvent[]) => (event!.data as { flags: readonly ContributionFlag[] }).flags;
const refund = (amountCents: number | undefined, state: ContributionState, basis?: 'reported') => refundContribution({ refundId: nameUuid('refund', String(amountCents)), contributionId, amountCents, refundedOn: '2026-08-20', basis }, state, later);

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

  it('is amended by name, and what is not named stays', () => {
    const [event] = amendContribution({ amendmentId: nameUuid('m'), contributionId, amountCents: 200_00 }, context, after(...record()), meta);
    expect(event!.data).toMatchObject({ changed: ['amountCents'], amountCents: 200_00, electionCode: 'P2026', giver });
    expect(Object.fromEntries(after(...record(), event!).byElection)).toEqual({ P2026: 200_00 });
    expect(rejection(() => amendContribution({ amendmentId: nameUuid('m'), contributionId }, context, after(...record()), meta)).slug).toBe('nothing-changes');
    expect(flags(amendContribution({ amendmentId: nameUuid('m'), contributionId, amountCents: 99_00 }, context, after(...record(), ...refund(100_00, after(...record()))), meta))).toEqual(['exceeds-remaining']);
  });

  it('is on the line of whoever gave it, also where only an amendment tells who did, but where its source told another', () => {
    const pac = { ...context, giver: { ...giver!, entityType: 'PAC' as const } };
    const amended = (...before: ContributionEvent[]) => amendContribution({ amendmentId: nameUuid('m'), contributionId, contributor: { entityType: 'PAC' } }, pac, after(...before), meta)[0]!.data;
    expect([amended(...record()), amended(...record({}, { giver: null }))]).toMatchObject([{ line: 'SA11C' }, { line: 'SA11C' }]);
    const told = (line: string | undefined) => sightContribution({ ...gift, source: 'actblue-csv', kind: 'receipt', line }, { ...context, told: {} }, after(), meta);
    expect([amended(...told(undefined)), amended(...told('SA15'))]).toMatchObject([{ line: 'SA11C' }, { line: 'SA15' }]);
    const filing = { filingId: nameUuid('filing'), reportId: nameUuid('report'), form: 'F3' as const, amendmentNumber: 0, coverageFrom: '2026-07-01', coverageThrough: '2026-09-30' };
    expect(amended(...sightContribution({ ...gift, source: 'fec-filing', kind: 'receipt', filing }, { ...context, told: {} }, after(), meta))).toMatchObject({ line: 'SA11AI' });
  });

  it('is flagged when it is told to be less than what is gone of it: paid back, redesignated or reattributed', () => {
    const told = after(...record());
    const to = { reattributionId: nameUuid('r'), contributionId, amountCents: 100_00, to: { entityType: 'IND' as const }, basis: 'signed' as const, reattributedOn: '2026-09-01' };
    const gone = [
      refund(100_00, told, 'reported'), reattributeContribution(to, { ...context, giver: { ...giver!, subject: 'bob' } }, told, later),
      redesignateContribution({ redesignationId: nameUuid('r'), contributionId, amountCents: 100_00, toElection: 'G2026', basis: 'signed', redesignatedOn: '2026-09-01' }, told, later),
    ];
    for (const events of gone) {
      const state = after(...record(), ...events);
      const amended = (amountCents: number) => flags(amendContribution({ amendmentId: nameUuid('m'), contributionId, amountCents }, context, state, meta));
      const restated = (amountCents: number) => sightContribution({ ...gift, source: 'fec-bulk', kind: 'receipt', restates: true, amountCents }, { ...context, told: {} }, state, meta);
      expect([amended(99_99), amended(100_00)]).toEqual([['exceeds-remaining'], []]);
      expect(restated(99_99)[0]).toMatchObject({ type: 'ContributionAmended', data: { flags: ['exceeds-remaining'] } });
      expect(flags(restated(100_00))).toEqual([]);
    }
    const early = after(...refund(300_00, after(), 'reported'));
    expect(flags(recordContribution(gift, context, early, meta))).toEqual(['exceeds-remaining']);
  });

  it('is marked by an amendment for what comes out later of its source, and by one without a mark that is settled', () => {
    const amendedTo = (sourceMarkers: ('foreign' | 'minor')[], ...before: ContributionEvent[]) => amendContribution({ amendmentId: nameUuid('m'), contributionId, sourceMarkers }, context, after(...before), meta);
    const marked = amendedTo(['foreign'], ...record());
    expect([marked, amendedTo([], ...record(), ...marked), amendedTo(['minor'], ...record(), ...marked)].map(flags)).toEqual([['prohibited-source'], [], ['minor']]);
    expect(marked).toMatchObject([{ data: { changed: ['sourceMarkers'] } }]);
  });

  it('that another committee filed, or the FEC published, is flagged for what its source or our own people say of it, and never as one of ours', () => {
    const filing = { filingId: nameUuid('filing'), reportId: nameUuid('report'), form: 'F3' as const, amendmentNumber: 0, coverageFrom: '2026-07-01', coverageThrough: '2026-09-30' };
    const large = { ...gift, amountCents: 50_000_00, kind: 'receipt' as const, filerDiffers: true, dayUnknown: true };
    for (const told of [{ ...large, source: 'fec-filing', filing }, { ...large, source: 'fec-bulk', restates: true }]) {
      const received = sightContribution(told, { ...context, giver: null, told: {} }, after(), meta);
      const amended = (change: Partial<AmendContribution>, ...before: ContributionEvent[]) => amendContribution({ amendmentId: nameUuid('m'), contributionId, ...change }, { ...context, giver: null }, after(...received, ...before), meta);
      expect([flags(received), flags(amended({ electionCode: 'G2026' })), flags(amended({ receivedOn: '2026-08-13' }))]).toEqual([['day-unknown', 'filer-differs'], ['day-unknown', 'filer-differs'], ['filer-differs']]);
      const marked = amended({ sourceMarkers: ['foreign', 'minor'] });
      expect([marked, amended({ itemize: true }, ...marked), amended({ sourceMarkers: [] }, ...marked)].map(flags)).toEqual([
        ['prohibited-source', 'minor', 'day-unknown', 'filer-differs'], ['prohibited-source', 'minor', 'day-unknown', 'filer-differs'], ['day-unknown', 'filer-differs'],
      ]);
    }
    // What a system of ours tells anew each time is ours all the same.
    expect(flags(sightContribution({ ...gift, amountCents: 50_000_00, source: 'crm', kind: 'receipt', restates: true }, { ...context, told: {} }, after(), meta))).toEqual(['excessive']);
  });

  it('keeps the person and the words that an amendment does not speak of', () => {
    const { ContributionReceived, ContributionAmended } = CONTRIBUTION_EXAMPLES;
    const { election } = ContributionAmended.data;
    const received = { ...ContributionReceived, data: { ...ContributionReceived.data, election } };
    const { person, remarks } = received.data;
    const silent = { ...ContributionAmended, data: { ...ContributionAmended.data, person: undefined, remarks: undefined, election: undefined, changed: ['amountCents'] } };
    expect(after(received, silent).contribution).toMatchObject({ person, remarks, election });
    expect(after(received, { ...silent, data: { ...silent.data, changed: ['electionDescription'] } }).contribution).toEqual(expect.objectContaining({ remarks, election: undefined }));
    expect(after(ContributionReceived, { ...silent, data: { ...silent.data, giver: null, changed: ['lastName', 'memoText'] } }).contribution).not.toMatchObject({ person, remarks });
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
