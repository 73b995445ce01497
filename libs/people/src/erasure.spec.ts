import fc from 'fast-check';
import { PRESENT_RULES } from '@fieldledger/finance-rules';
import type { Meta } from '@fieldledger/kernel';
import { slugOf } from '@fieldledger/testing';
import type { ErasePerson } from './erasure-commands.js';
import type { ErasureEvent } from './erasure-events.js';
import { ERASURE_EXAMPLES } from './erasure-examples.js';
import { holdsOn } from './erasure-holds.js';
import { erasePerson, erasureDecider, namesAsked, previewErasure, resumeErasure, type ErasureContext, type ErasureState } from './erasure.js';
import type { HeldGift, PersonalRecord, PersonFound } from './personal-records.js';

const TODAY = '2026-10-05';
const gift = (told: Partial<HeldGift> = {}): HeldGift => ({ committeeId: 'C1', recipient: 'candidate', individual: true, itemize: false, amountCents: 25_00, receivedOn: '2026-02-03', filings: [], withdrawn: false, ...told });
const contribution = (recordId: string, told: Partial<HeldGift> = {}, subject = 's-donor', otherSubjects: string[] = []): PersonalRecord => ({ recordId, kind: 'contribution', subject, otherSubjects, names: ['r:van/OH/1'], gift: gift(told) });
const signup: PersonalRecord = { recordId: 'signup', kind: 'signup', subject: 's-volunteer', otherSubjects: [], names: ['r:van/OH/1'], gift: null };
const attempt: PersonalRecord = { ...signup, recordId: 'attempt', kind: 'attempt' };
const found = (records: readonly PersonalRecord[], more: Partial<PersonFound> = {}): PersonFound => ({ references: ['van/OH/1'], records, alike: [], ambiguous: [], known: true, optedOut: false, ...more });
const context = (records: readonly PersonalRecord[], more: Partial<PersonFound> = {}, today = TODAY): ErasureContext => ({
  found: found(records, more), subjects: [...new Set([...records.flatMap(({ subject, otherSubjects }) => [subject, ...otherSubjects]), 's-reference'])], tokens: ['t-2', 't-1'], now: `${today}T12:00:00.000Z`,
});
const asked: ErasePerson = { erasureId: 'e', person: { references: [{ system: 'van', scope: 'OH', id: '1' }] }, ground: 'state-privacy-law', requestedAt: '2026-10-05T12:00:00Z' };
const after = (...events: readonly ErasureEvent[]): ErasureState => events.reduce(erasureDecider.evolve, erasureDecider.initial);
const reasons = (records: readonly PersonalRecord[], day = TODAY) => holdsOn(records, day, PRESENT_RULES).map(({ recordId, reason, until }) => [recordId, reason, until]);

describe('what the law has us keep of a person', () => {
  it('is nothing of gifts of $50 and less, as long as they stay under what is listed by name', () => {
    const four = ['a', 'b', 'c', 'd'].map((recordId) => contribution(recordId, { amountCents: 50_00 }));
    expect(reasons(four)).toEqual([]);
    expect(reasons([...four, contribution('e', { amountCents: 1 })])).toHaveLength(5);
  });

  it('is what is over $50, with name and address, and everything of whoever comes to more than $200', () => {
    expect(reasons([contribution('a', { amountCents: 50_01 })])).toEqual([['a', 'over-recording-limit', '2029-08-01']]);
    expect(reasons([contribution('a', { amountCents: 1_00 }), contribution('b', { amountCents: 200_00 })])).toEqual([['a', 'itemized', '2029-08-01'], ['b', 'itemized', '2029-08-01']]);
  });

  it('adds up by committee and by year or cycle, whichever comes to more', () => {
    const twoYears = [contribution('a', { amountCents: 150_00, receivedOn: '2025-05-01' }), contribution('b', { amountCents: 51_00 })];
    expect(reasons(twoYears).map(([, reason]) => reason)).toEqual(['itemized', 'itemized']);
    expect(reasons(twoYears.map((it) => ({ ...it, gift: { ...it.gift!, recipient: 'pac' as const } }))).map(([, reason]) => reason)).toEqual(['over-recording-limit', 'over-recording-limit']);
    const beforeAndAfterElection = ['2026-10-01', '2026-12-01'].map((receivedOn) => contribution(receivedOn, { amountCents: 150_00, receivedOn }));
    expect(reasons(beforeAndAfterElection).map(([, reason]) => reason)).toEqual(['itemized', 'itemized']);
    expect(reasons([contribution('a', { amountCents: 150_00, committeeId: 'C2' }), contribution('b', { amountCents: 51_00 })]).map(([, reason]) => reason)).toEqual(['over-recording-limit', 'over-recording-limit']);
  });

  it.each([['a gift that is to be listed', { itemize: true }], ['a gift of somebody who is no individual', { individual: false }]] as const)('is %s, whatever its amount', (_, told) => {
    expect(reasons([contribution('a', { ...told, amountCents: 1_00 })])).toEqual([['a', 'itemized', '2029-08-01']]);
  });

  it('lasts for three years from the day by which any filer had to report it, and longer when it was filed later', () => {
    const [first, second] = [contribution('a', { amountCents: 60_00, receivedOn: '2026-06-30' }), contribution('b', { amountCents: 60_00, receivedOn: '2026-07-01' })];
    expect(reasons([first, second])).toEqual([['a', 'over-recording-limit', '2029-08-01'], ['b', 'over-recording-limit', '2030-02-01']]);
    expect(reasons([first], '2029-07-31')).toHaveLength(1);
    expect(reasons([first], '2029-08-01')).toEqual([]);
    expect(reasons([contribution('a', { amountCents: 60_00, filings: [null, '2026-04-15', '2027-05-06'] })])).toEqual([['a', 'over-recording-limit', '2030-05-07']]);
  });

  it('is nothing of what was taken back before it stood in any report', () => {
    expect(reasons([contribution('a', { amountCents: 900_00, withdrawn: true })])).toEqual([]);
    expect(reasons([contribution('a', { amountCents: 900_00, withdrawn: true, filings: [null] })])).toHaveLength(1);
  });
});

describe('a person who wants to be forgotten', () => {
  const held = contribution('held', { amountCents: 900_00 });

  it('is erased with everything, also what their references would be sealed with', () => {
    expect(erasePerson(asked, context([contribution('a'), signup]))).toMatchObject([
      { type: 'PersonErased', data: { erasureId: 'e', references: ['van/OH/1'], subjects: ['s-donor', 's-reference', 's-volunteer'], records: 2, suppressed: [] } },
    ]);
  });

  it('is erased of what is not held, and of the rest on its day; what shares a key with what is held is held with it', () => {
    const records = [held, contribution('small', {}, 's-donor', ['s-words']), signup];
    const events = erasePerson(asked, context(records));
    expect(events).toMatchObject([
      { type: 'PersonErased', data: { subjects: ['s-reference', 's-volunteer'] } }, { type: 'ErasurePostponed', data: { subjects: ['s-donor', 's-words'], records: 2, until: '2029-08-01', holds: [{ recordId: 'held' }, { recordId: 'small' }] } },
    ]);
    // A record of another kind may have the same id.
    expect(erasePerson(asked, context([held, { ...signup, recordId: 'held' }]))).toMatchObject([{ data: { subjects: ['s-reference', 's-volunteer'] } }, { data: { subjects: ['s-donor'] } }]);
    const state = after(...events);
    const later = resumeErasure(context(records, {}, '2029-08-01'), state);
    expect(later).toMatchObject([{ type: 'PersonErased', data: { subjects: ['s-donor', 's-words'] } }]);
    expect(after(...events, ...later)).toMatchObject({ status: 'erased', kept: null, erased: ['s-reference', 's-volunteer', 's-donor', 's-words'] });
    expect(slugOf(() => resumeErasure(context(records), after(...events, ...later)))).toBe('erasure-not-postponed');
  });

  it('is erased of nothing where all is held, and is told beforehand of no refusal where nothing is', () => {
    const events = erasePerson(asked, { ...context([held]), subjects: ['s-donor'] });
    expect(events).toMatchObject([{ type: 'ErasurePostponed', data: { subjects: ['s-donor'] } }]);
    expect(events).toHaveLength(1);
    expect([previewErasure({ ...asked, whenHeld: 'refuse' }, context([signup])).refused, previewErasure(asked, context([held])).refused]).toEqual([false, false]);
  });

  it('waits longer when they gave again meanwhile', () => {
    const events = erasePerson(asked, context([held]));
    const later = resumeErasure(context([held, contribution('new', { amountCents: 900_00, receivedOn: '2029-06-01' })], {}, '2029-08-01'), after(...events));
    expect(after(...events, ...later)).toMatchObject({ status: 'postponed', kept: { subjects: ['s-donor'], until: '2032-08-01', holds: [{ recordId: 'new' }] } });
  });

  it('is refused as a whole where that was asked, and the refusal is recorded', () => {
    const [refused, ...more] = erasePerson({ ...asked, whenHeld: 'refuse' }, context([held, signup]));
    expect([refused, more]).toMatchObject([{ type: 'ErasureRefused', data: { until: '2029-08-01', holds: [{ recordId: 'held', reason: 'itemized' }] } }, []]);
    expect(after(refused!)).toMatchObject({ status: 'refused', erased: [] });
    expect(erasePerson({ ...asked, whenHeld: 'refuse' }, context([signup]))).toMatchObject([{ type: 'PersonErased' }]);
  });

  it('is kept off lists when they said so, or had closed a channel before, once nothing of them is kept', () => {
    const suppressed = (command: ErasePerson, it: ErasureContext) => erasePerson(command, it).flatMap(({ type, data }) => (type === 'PersonErased' ? [data.suppressed] : []));
    expect(suppressed(asked, context([signup]))).toEqual([[]]);
    expect(suppressed(asked, context([signup], { optedOut: true }))).toEqual([['t-1', 't-2']]);
    expect(suppressed({ ...asked, optOut: true }, context([signup]))).toEqual([['t-1', 't-2']]);
    expect(suppressed({ ...asked, optOut: false }, context([signup], { optedOut: true }))).toEqual([[]]);
    expect(suppressed({ ...asked, optOut: true }, context([signup, held]))).toEqual([[]]);
  });

  it('must be known, and told from others', () => {
    // Whoever asks first is told the same.
    for (const decide of [erasePerson, previewErasure]) {
      expect(slugOf(() => decide(asked, context([], { known: false })))).toBe('person-unknown');
      expect(slugOf(() => decide(asked, context([signup], { ambiguous: ['x'] })))).toBe('record-of-several');
    }
    expect(slugOf(() => erasePerson(asked, context([signup], { alike: [contribution('other', {}, 's-other')] })))).toBe('alike-unclear');
    expect(erasePerson({ ...asked, alike: 'others' }, context([signup], { alike: [contribution('other', {}, 's-other')] }))).toMatchObject([{ data: { subjects: ['s-reference', 's-volunteer'] } }]);
    expect(slugOf(() => namesAsked({}))).toBe('person-required');
    expect(slugOf(() => namesAsked({ donors: ['c:C1'] }))).toBe('donor-unknown-kind');
    expect(namesAsked({ ...asked.person, donors: ['n:x'], records: ['r'] })).toEqual({ names: ['r:van/OH/1', 'n:x'], recordIds: ['r'] });
  });

  it('has asked before now, but for what clocks differ by', () => {
    const requestedAt = (moment: string) => ({ ...asked, requestedAt: moment });
    for (const decide of [erasePerson, previewErasure]) {
      expect(slugOf(() => decide(requestedAt('2026-10-05T12:05:01Z'), context([signup])))).toBe('told-in-future');
      expect(() => decide(requestedAt('2026-10-05T08:05:00-04:00'), context([signup]))).not.toThrow();
    }
  });

  it('is told beforehand what would happen', () => {
    expect(previewErasure({ ...asked, whenHeld: 'refuse' }, context([held, signup, attempt], { alike: [contribution('x', {}, 's-x'), contribution('y', {}, 's-x')] }))).toEqual({
      references: ['van/OH/1'], erased: { subjects: 2, records: 2, kinds: { attempt: 1, signup: 1 } }, refused: true, optOut: false, alike: [{ names: ['r:van/OH/1'], records: 2 }],
      kept: { subjects: 1, records: 1, kinds: { contribution: 1 }, until: '2029-08-01', holds: [{ recordId: 'held', reason: 'itemized', until: '2029-08-01' }] },
    });
  });

  it('is asked for again as it was asked', () => {
    const { PersonErased: erased } = ERASURE_EXAMPLES;
    const { references: _references, subjects: _subjects, records: _records, suppressed: _suppressed, ...request } = erased.data;
    expect(JSON.parse(JSON.stringify(erasureDecider.asked(erased.data)))).toEqual(request);
    expect(erasureDecider.occurredAt(erased, { receivedAt: '2026-10-03T21:15:00.000Z' } as Meta)).toBe('2026-10-03T21:15:00.000Z');
  });

  it('loses every key in the end, none twice, and none before its day', () => {
    const day = fc.integer({ min: 0, max: 3_000 }).map((n) => new Date(Date.UTC(2019, 0, 1) + n * 86_400_000).toISOString().slice(0, 10));
    const record = fc.record({ id: fc.nat(30), subject: fc.nat(4), cents: fc.integer({ min: 1, max: 400_00 }), day, withdrawn: fc.boolean(), money: fc.boolean() });
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 12 }), day, (told, today) => {
        const records = told.map(({ id, subject, cents, day: receivedOn, withdrawn, money }) => (money ? contribution(`r${id}`, { amountCents: cents, receivedOn, withdrawn }, `s-${subject}`) : { ...signup, recordId: `r${id}`, subject: `s-${subject}` }));
        const events = erasePerson({ ...asked, requestedAt: `${today}T12:00:00Z` }, context(records, {}, today));
        const state = after(...events);
        const heldNow = new Set(holdsOn(records, today, PRESENT_RULES).map(({ recordId }) => recordId));
        const gone = new Set(state.status === 'unknown' ? [] : state.erased);
        for (const { recordId, gift: money, subject } of records) if (money && heldNow.has(recordId)) expect(gone.has(subject)).toBe(false);
        const until = state.status !== 'unknown' && state.kept ? state.kept.until : today;
        const rest = state.status === 'postponed' ? resumeErasure(context(records, {}, until), state) : [];
        const end = after(...events, ...rest) as Exclude<ErasureState, { status: 'unknown' }>;
        expect([end.status, [...end.erased].sort()]).toEqual(['erased', [...context(records).subjects].sort()]);
      }),
    );
  });
});
