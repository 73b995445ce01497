import { randomUUID } from 'node:crypto';
import { BEGINNING } from '@fieldledger/kernel';
import { againstGoldenSchemas } from './against-golden-schemas.js';
import { MemoryDoor } from './memory-door.js';

/*
 * The hostile and edge inputs that concern money, by their numbers in our list of 44:
 *   1-5 amounts and currencies, 6 over the limit, 8-11 what the law would have us look at, 12-13 refunds beyond what remains,
 *   14 a refund before its contribution, 15 a chargeback after a refund, 16 unlikely dates, 17 no limit known, 18 minors,
 *   38-41 identity, batches, odd names and hostile JSON at this door.
 * 7 (twelve gifts that cross $200) and what 10, 14 and 15 do to totals are told by the reports, in their specs.
 * Whatever is refused leaves the log as it was: counted in every test.
 */
const [ours, theirs] = [randomUUID(), randomUUID()];
const CANDIDATE = 'C00999999';
const cents = (amount: string) => `{"contributionId":"${randomUUID()}","committeeId":"${CANDIDATE}","receivedOn":"2026-08-14","amountCents":${amount}}`;

describe('a contribution', () => {
  let door: MemoryDoor;
  let [key, otherKey] = ['', ''];
  let expected = 0;
  beforeAll(async () => {
    door = await MemoryDoor.open();
    [key, otherKey] = [door.keyOf(ours, ['ingest']), door.keyOf(theirs, ['ingest'])];
    const admin = `Bearer ${door.keyOf(ours, ['admin'])}`;
    const definition = { definitionId: randomUUID(), committeeId: CANDIDATE, kind: 'candidate', establishedOn: '2025-02-03' };
    expect((await door.send('/committees', definition, admin)).status).toBe(201);
    expect((await door.send('/committees', definition, admin)).status).toBe(200);
    expect((await door.send('/committees', definition, `Bearer ${key}`)).body).toMatchObject({ status: 403, code: 'scope-missing' });
  });
  afterAll(() => door.close());
  const stored = async () => (await door.log.read(BEGINNING, { limit: 10_000 })).length;
  beforeEach(async () => (expected = await stored()));
  const storedNow = async (events: number) => expect((await stored()) - expected).toBe(events);

  const donor = (change: object = {}) => ({ entityType: 'IND', lastName: 'Quillfeather', firstName: 'Zebulon', zip: '43215', employer: 'Acme', occupation: 'Welder', ...change });
  const gift = (change: object = {}) => ({ contributionId: randomUUID(), committeeId: CANDIDATE, amountCents: 100_00, receivedOn: '2026-08-14', contributor: donor(), ...change });
  const send = (path: string, payload: unknown, as = key) => door.send(path, payload, `Bearer ${as}`);
  const give = async (change: object = {}) => {
    const sent = gift(change);
    const { status, body } = await send('/contributions', sent);
    return { ...sent, status, flags: body.flags };
  };
  const flagsOf = async (change: object) => {
    const { status, flags } = await give(change);
    await storedNow(1);
    return [status, flags];
  };

  it.each([
    ['1: of less than nothing', '-1', 'amount-not-positive'], ['2: of nothing', '0', 'amount-not-positive'], ['3: with a fraction of a cent', '10.005', 'amount-format'],
    ['3: with an exponent', '1e3', 'amount-format'], ['3: as a text', '"12,50"', 'amount-format'], ['4: of more than a number can hold', '9007199254740993', 'amount-too-large'], ['4: of a cent over the most', '1000000000001', 'amount-too-large'],
  ])('%s is refused with the place and what to do', async (_what, amount, code) => {
    const { status, type, body } = await send('/contributions', cents(amount));
    expect([status, type]).toEqual([400, expect.stringContaining('application/problem+json')]);
    expect(body).toMatchObject({ code, detail: expect.stringMatching(/\w{20}|\. /), faults: [{ field: expect.stringContaining('amountCents') }] });
    await storedNow(0);
  });

  it('5: in a currency other than dollars is refused', async () => {
    for (const currency of ['EUR', 'XXZ', 'usd']) expect((await send('/contributions', gift({ currency }))).body).toMatchObject({ status: 400, code: 'currency-not-accepted', faults: [{ field: '/currency' }] });
    await storedNow(0);
    expect((await give({ currency: 'USD' })).status).toBe(201);
  });

  it('6: over the limit is a fact, recorded and flagged', async () => expect(await flagsOf({ amountCents: 3_500_01 })).toEqual([201, ['excessive']]));
  it('8: of over 100 dollars in cash is a fact, recorded and flagged', async () => expect(await flagsOf({ amountCents: 100_01, method: 'cash' })).toEqual([201, ['cash-over-limit']]));
  it('9: of over 50 dollars by nobody knows whom is a fact, recorded and flagged', async () => expect(await flagsOf({ amountCents: 50_01, contributor: undefined })).toEqual([201, ['anonymous-over-limit']]));
  it.each(['corporate', 'foreign', 'contractor'])('10: with the marker %s is a fact, recorded and flagged', async (marker) => expect(await flagsOf({ sourceMarkers: [marker] })).toEqual([201, ['prohibited-source']]));
  it('10: with a marker is settled by an amendment without one', async () => {
    const { contributionId } = await give({ sourceMarkers: ['foreign'] });
    const amend = (sourceMarkers: string[]) => send('/contributions/amendments', { amendmentId: randomUUID(), contributionId, sourceMarkers });
    expect((await amend([])).body).toMatchObject({ flags: [] });
    expect((await amend(['corporate'])).body).toMatchObject({ flags: ['prohibited-source'] });
    expect((await amend(['martian'])).status).toBe(400);
  });
  it('11: of over 200 dollars without an occupation is a fact, recorded and flagged', async () => expect(await flagsOf({ amountCents: 200_01, contributor: donor({ occupation: undefined }) })).toEqual([201, ['best-efforts-due']]));
  it('17: on a day for which no limit is known is flagged, never taken for unlimited', async () => {
    expect(await flagsOf({ committeeId: 'C00000017', committeeKind: 'candidate', receivedOn: '1999-05-01' })).toEqual([201, ['limit-unknown']]);
  });
  it('18: of a minor is a fact, recorded and flagged', async () => expect(await flagsOf({ sourceMarkers: ['minor'] })).toEqual([201, ['minor']]));

  it('12: is not refunded beyond what remains of it, and the answer says how much does', async () => {
    const { contributionId } = await give();
    const refund = (amountCents?: number) => send('/contributions/refunds', { refundId: randomUUID(), contributionId, amountCents, refundedOn: '2026-08-20' });
    expect((await refund(40_00)).status).toBe(201);
    expect((await refund(60_01)).body).toMatchObject({ status: 409, code: 'refund-exceeds-original', remainingCents: 60_00 });
    expect((await refund()).status).toBe(201);
    expect((await refund(1)).body).toMatchObject({ status: 409, remainingCents: 0 });
    await storedNow(3);
  });

  it('13: is refunded once by two who refund it at once', async () => {
    for (let n = 0; n < 20; n++) {
      const { contributionId } = await give();
      const refunds = Array.from({ length: 2 }, () => send('/contributions/refunds', { refundId: randomUUID(), contributionId, amountCents: 60_00, refundedOn: '2026-08-20' }));
      const answers = await Promise.all(refunds);
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
      expect(answers.find(({ status }) => status === 409)!.body).toMatchObject({ code: 'refund-exceeds-original', remainingCents: 40_00 });
    }
    await storedNow(40);
  });

  it('14: may arrive after its refund: a fact, recorded, and held apart until then', async () => {
    const sent = gift();
    const refund = await send('/contributions/refunds', { refundId: randomUUID(), contributionId: sent.contributionId, amountCents: 30_00, refundedOn: '2026-08-20' });
    expect([refund.status, refund.body.flags]).toEqual([201, ['orphan-refund']]);
    expect((await send('/contributions', sent)).status).toBe(201);
    expect((await send('/contributions/refunds', { refundId: randomUUID(), contributionId: sent.contributionId, amountCents: 70_01, refundedOn: '2026-08-21' })).body).toMatchObject({ code: 'refund-exceeds-original', remainingCents: 70_00 });
    await storedNow(2);
  });

  it('15: that is charged back after a full refund is flagged', async () => {
    const { contributionId } = await give();
    await send('/contributions/refunds', { refundId: randomUUID(), contributionId, refundedOn: '2026-08-20' });
    const { status, body } = await send('/contributions/chargebacks', { chargebackId: randomUUID(), contributionId, chargedBackOn: '2026-09-01' });
    expect([status, body.flags]).toEqual([201, ['chargeback-after-refund']]);
    await storedNow(3);
  });

  it('16: from the future, or from before its committee was there, is refused', async () => {
    const inDays = (n: number) => new Date(Date.now() + n * 86_400_000).toISOString();
    for (const change of [{ receivedOn: inDays(2).slice(0, 10) }, { receivedAt: inDays(6 / 1440) }, { receivedOn: '2025-02-02' }]) {
      expect((await send('/contributions', gift(change))).body).toMatchObject({ status: 400, code: 'date-out-of-range', faults: [{ field: expect.stringMatching(/^\/received/) }] });
    }
    for (const receivedOn of ['2026-02-30', '20260814', '1899-01-01', '9999-01-01']) expect((await send('/contributions', gift({ receivedOn }))).body).toMatchObject({ status: 400, code: 'invalid-body' });
    expect((await send('/contributions', gift({ receivedAt: '2026-08-14T10:00:00' }))).body).toMatchObject({ status: 400, faults: [{ field: '/receivedAt' }] });
    await storedNow(0);
  });

  it('38: under an id that is taken by another is refused, names what differs and says nothing of it; another organization may use the id', async () => {
    const { status: _status, flags: _flags, ...sent } = await give();
    expect((await send('/contributions', sent)).status).toBe(200);
    const other = await send('/contributions', { ...sent, amountCents: 1, contributor: donor({ occupation: 'Piper' }) });
    expect(other.body).toMatchObject({ status: 409, code: 'id-taken', differs: ['amountCents', 'contributor'] });
    expect(JSON.stringify(other.body)).not.toMatch(/Welder|Piper|Quillfeather|10000/);
    expect((await send('/contributions', { ...sent, amountCents: 1 }, otherKey)).status).toBe(201);
    await storedNow(2);
  });

  it('38: is the same however the moment of its receipt is written, which is kept in UTC', async () => {
    const { status: _status, flags: _flags, ...sent } = await give({ receivedAt: '2026-08-14T10:00:00-04:00' });
    expect((await send('/contributions', sent)).status).toBe(200);
    expect((await send('/contributions', { ...sent, receivedAt: '2026-08-14T14:00:00Z' })).status).toBe(200);
    expect((await send('/contributions', { ...sent, receivedAt: '2026-08-14T14:00:01Z' })).body).toMatchObject({ status: 409, code: 'id-taken', differs: ['receivedAt'] });
    await storedNow(1);
    expect((await door.log.read(BEGINNING, { limit: 10_000 })).at(-1)).toMatchObject({ occurredAt: '2026-08-14T14:00:00.000Z', data: { receivedAt: '2026-08-14T14:00:00.000Z' } });
  });

  it('38: names what differs, and nothing that only we know, whatever is told of it', async () => {
    const committeeId = 'C00888888';
    const definition = { definitionId: randomUUID(), committeeId, kind: 'candidate', cycle: { years: 6, endsIn: 2026 } };
    expect((await door.send('/committees', definition, `Bearer ${door.keyOf(ours, ['admin'])}`)).status).toBe(201);
    const sent = gift({ committeeId, committeeKind: 'candidate', electionCode: 'P2026', electionDescription: 'Runoff' });
    const { contributionId } = sent;
    const spouse = donor({ firstName: 'Isolde' });
    const told: [path: string, body: object, change: object][] = [
      ['', sent, { receivedOn: '2026-08-13' }],
      ['', { ...gift({ electionDescription: 'Runoff' }), contributionId: randomUUID() }, { electionDescription: 'Recount' }],
      ['/amendments', { amendmentId: randomUUID(), electionCode: 'G2026', contributor: donor({ zip: '43201' }) }, { electionCode: 'P2026' }],
      ['/amendments', { amendmentId: randomUUID(), remarks: { comment: 'by hand' } }, { remarks: { comment: 'by mail' } }],
      ['/refunds', { refundId: randomUUID(), amountCents: 1_00, refundedOn: '2026-08-20', basis: 'reported' }, { amountCents: 2_00 }],
      ['/chargebacks', { chargebackId: randomUUID(), amountCents: 1_00, chargedBackOn: '2026-08-20' }, { chargedBackOn: '2026-08-21' }],
      ['/disputes', { disputeId: randomUUID(), openedOn: '2026-08-20' }, { openedOn: '2026-08-21' }],
      ['/dispute-closings', { closingId: randomUUID(), disputeId: randomUUID(), outcome: 'lost', closedOn: '2026-08-20' }, { outcome: 'won' }],
      ['/redesignations', { redesignationId: randomUUID(), amountCents: 1_00, toElection: 'P2026', basis: 'signed', redesignatedOn: '2026-08-20' }, { redesignatedOn: '2026-08-21' }],
      ['/reattributions', { reattributionId: randomUUID(), amountCents: 1_00, to: spouse, basis: 'signed', reattributedOn: '2026-08-20' }, { to: donor({ firstName: 'Tristan' }) }],
      ['/reattributions', { reattributionId: randomUUID(), amountCents: 1_00, to: spouse, basis: 'signed', reattributedOn: '2026-08-20' }, { basis: 'presumptive' }],
      ['/information-requests', { requestId: randomUUID(), medium: 'mail', requestedOn: '2026-08-20' }, { medium: 'phone' }],
      ['/information-answers', { answerId: randomUUID(), employer: 'Acme', receivedOn: '2026-08-20' }, { receivedOn: '2026-08-21' }],
      ['/bounces', { bounceId: randomUUID(), bouncedOn: '2026-08-20' }, { bouncedOn: '2026-08-21' }],
      ['/deposits', { depositId: randomUUID(), batchId: 'b-1', depositedOn: '2026-08-20' }, { batchId: 'b-2' }],
      ['/withdrawals', { withdrawalId: randomUUID(), reasonCode: 'duplicate' }, { reasonCode: 'other' }],
    ];
    for (const [path, body, change] of told) {
      expect([path, (await send(`/contributions${path}`, { contributionId, ...body })).status]).toEqual([path, 201]);
      expect([path, (await send(`/contributions${path}`, { contributionId, ...body, ...change })).body]).toEqual([path, expect.objectContaining({ code: 'id-taken', differs: Object.keys(change) })]);
    }
    const { contributionId: other } = await give();
    const returned = { returnId: randomUUID(), contributionId: other, returnedOn: '2026-08-20' };
    expect((await send('/contributions/returns', returned)).status).toBe(201);
    expect((await send('/contributions/returns', { ...returned, returnedOn: '2026-08-21' })).body.differs).toEqual(['returnedOn']);
  });

  it('38: is the same for ever, also where what we learned since would have had it refused', async () => {
    const committeeId = 'C00777777';
    const { status: _status, flags: _flags, ...sent } = await give({ committeeId, receivedOn: '2025-02-02' });
    const definition = { definitionId: randomUUID(), committeeId, kind: 'candidate', establishedOn: '2025-02-03' };
    expect((await door.send('/committees', definition, `Bearer ${door.keyOf(ours, ['admin'])}`)).status).toBe(201);
    expect([(await send('/contributions', sent)).status, (await send('/contributions', { ...sent, contributionId: randomUUID() })).status]).toEqual([200, 400]);
    expect((await send('/contributions/batch', { items: [sent, gift()] })).body).toMatchObject({ items: [{ status: 'same' }, { status: 'accepted' }] });
    await storedNow(3);
  });

  it('38: is the same where what is taken without a word is said in so many', async () => {
    const { status: _status, flags: _flags, ...sent } = await give();
    const refund = { refundId: randomUUID(), contributionId: sent.contributionId, amountCents: 1_00, refundedOn: '2026-08-20' };
    expect((await send('/contributions/refunds', refund)).status).toBe(201);
    expect([(await send('/contributions', { ...sent, currency: 'USD' })).status, (await send('/contributions/refunds', { ...refund, basis: 'intended' })).status]).toEqual([200, 200]);
    expect((await send('/contributions', { ...sent, currency: 'EUR' })).body).toMatchObject({ status: 409, differs: ['currency'] });
    await storedNow(2);
  });

  it('39: in a batch with a bad one is not stored, and every fault is named; partial mode takes the rest', async () => {
    const items = [gift(), gift({ amountCents: 0 }), gift({ amountCents: 'ten' }), gift()];
    const whole = await send('/contributions/batch', { items });
    expect(whole.body).toMatchObject({ status: 400, code: 'batch-refused', faults: [{ field: '/items/2/amountCents' }] });
    await storedNow(0);
    const { body } = await send('/contributions/batch?mode=partial', { items });
    expect((body.items as { status: string; code?: string }[]).map(({ status, code }) => [status, code])).toEqual([['accepted', undefined], ['refused', 'amount-not-positive'], ['refused', 'amount-format'], ['accepted', undefined]]);
    await storedNow(2);
  });

  it.each(['one after the other', 'in one batch'])('38: of which two systems call the election otherwise, %s, differs in that and no word of it is stored in the clear', async (how) => {
    const sighting = (source: string, electionDescription: string, contributionId = told) => ({ ...gift({ electionCode: 'O2026', electionDescription }), contributionId, source, kind: 'receipt' });
    const told = randomUUID();
    const items = [sighting('crm', 'Convention'), sighting('bank', ' Convention '), sighting('bank', 'Recount'), sighting('crm', 'Convention', randomUUID())];
    if (how === 'in one batch') expect(await send('/sightings/batch?mode=partial', { items })).toMatchObject({ body: { items: [{ status: 'accepted' }, { status: 'accepted' }, { status: 'accepted' }, { status: 'accepted' }] } });
    else for (const item of items) expect((await send('/sightings', item)).status).toBe(201);
    const events = await door.log.read(BEGINNING, { limit: 10_000 });
    expect(events.filter(({ type, stream }) => type === 'ContributionSighted' && stream.endsWith(told)).map(({ data }) => (data as { differs: string[] }).differs)).toEqual([[], ['electionDescription']]);
    expect(JSON.stringify(events.map(({ data }) => data))).not.toMatch(/Convention|Recount/);
  });

  it('39: with a refund that another system told otherwise before is stored with its whole batch, and the difference is told', async () => {
    const [one, other] = [await give(), await give()];
    const refund = (contributionId: string, change: object = {}) => ({ refundId: randomUUID(), contributionId, amountCents: 10_00, refundedOn: '2026-08-20', basis: 'reported', provenance: { sourceSystem: 'processor' }, ...change });
    const first = refund(one.contributionId);
    expect((await send('/contributions/refunds', first)).status).toBe(201);
    const items = [refund(other.contributionId), { ...first, amountCents: 11_00, provenance: { sourceSystem: 'bank' } }];
    const { body } = await send('/contributions/refunds/batch', { items });
    expect((body.items as { flags: string[] }[]).map(({ flags }) => flags)).toEqual([[], ['sources-differ']]);
    await storedNow(5);
  });

  it('40: of a person with any name at all is taken, and the name is nowhere in the clear', async () => {
    const names = ['\u202Egnihtemos', 'Zo\u0308e', 'Zöe', `a${'\u0301'.repeat(150)}`, 'Null', "O'Brien; DROP TABLE", 'Ⅳ', 'X', '😀', 'Tê\u200bst'];
    for (const lastName of names) expect([lastName, (await give({ contributor: donor({ lastName }) })).status]).toEqual([lastName, 201]);
    await storedNow(names.length);
    expect((await send('/contributions', gift({ contributor: donor({ lastName: 'x'.repeat(201) }) }))).body).toMatchObject({ status: 400, faults: [{ field: '/contributor/lastName' }] });
    const all = (await door.log.read(BEGINNING, { limit: 10_000 })).map((event) => JSON.stringify({ ...event, payload: event.payload })).join('\n');
    for (const planted of ['Quillfeather', 'Zebulon', 'Acme', 'Welder', 'DROP TABLE', '43215']) expect([planted, all.includes(planted)]).toEqual([planted, false]);
  });

  it('41: with the organization in its body, or reaching for a prototype, is refused', async () => {
    expect((await send('/contributions', gift({ organization: theirs }))).body).toMatchObject({ status: 400, faults: [{ field: '/organization' }] });
    expect((await send('/contributions', `{"__proto__":{"amountCents":1}}`)).body).toMatchObject({ status: 400, code: 'bad-json' });
    await storedNow(0);
  });

  it('answer an answer that is sent again as before, also after somebody else turned out to have given', async () => {
    const { contributionId } = await give();
    const answer = { answerId: randomUUID(), contributionId, occupation: 'Welder', receivedOn: '2026-08-17' };
    const first = await send('/contributions/information-answers', answer);
    await send('/contributions/amendments', { amendmentId: randomUUID(), contributionId, contributor: donor({ lastName: 'Somebody', firstName: 'Else' }) });
    const again = await send('/contributions/information-answers', answer);
    expect([first.status, again.status, again.body.id]).toEqual([201, 200, first.body.id]);
  });

  it('that was recorded, and whatever became of it, is what the golden schema of its event says', async () => {
    const { contributionId } = await give();
    const disputeId = randomUUID();
    for (const [path, body] of [
      ['/deposits', { depositId: randomUUID(), batchId: 'bank-1', depositedOn: '2026-08-15' }], ['/amendments', { amendmentId: randomUUID(), contributor: donor({ occupation: undefined }) }],
      ['/redesignations', { redesignationId: randomUUID(), amountCents: 10_00, toElection: 'P2028', basis: 'signed', redesignatedOn: '2026-08-16' }],
      ['/reattributions', { reattributionId: randomUUID(), amountCents: 10_00, to: donor({ firstName: 'Ada' }), basis: 'signed', reattributedOn: '2026-08-16' }],
      ['/information-requests', { requestId: randomUUID(), medium: 'mail', requestedOn: '2026-08-16' }], ['/information-answers', { answerId: randomUUID(), occupation: 'Welder', receivedOn: '2026-08-17' }],
      ['/disputes', { disputeId, openedOn: '2026-08-17' }], ['/dispute-closings', { closingId: randomUUID(), disputeId, outcome: 'won', closedOn: '2026-08-18' }],
      ['/refunds', { refundId: randomUUID(), amountCents: 1_00, refundedOn: '2026-08-19' }], ['/bounces', { bounceId: randomUUID(), bouncedOn: '2026-08-20' }],
    ] as const) {
      const { status, body: told } = await send(`/contributions${path}`, { contributionId, ...body });
      expect([path, status, told.faults]).toEqual([path, 201, undefined]);
    }
    expect(againstGoldenSchemas(await door.log.read(BEGINNING, { limit: 10_000 }))).toEqual([
      'CommitteeDefined.v1', 'ContributionAmended.v1', 'ContributionBounced.v1', 'ContributionChargedBack.v1', 'ContributionDeposited.v1', 'ContributionReattributed.v1', 'ContributionReceived.v1', 'ContributionRedesignated.v1',
      'ContributionRefunded.v1', 'ContributionReturned.v1', 'ContributionSighted.v1', 'ContributionWithdrawn.v1', 'DisputeClosed.v1', 'DisputeOpened.v1', 'InformationReceived.v1', 'InformationRequested.v1',
    ]);
  });
});
