import { randomUUID } from 'node:crypto';
import { BEGINNING } from '@fieldledger/kernel';
import { againstGoldenSchemas } from './against-golden-schemas.js';
import { MemoryDoor } from './memory-door.js';

/*
 * The hostile and edge inputs that concern contacts, by their numbers in our list of 44:
 *   19 clocks that are wrong, 20 times that are none, 21 times without a zone, 22 contact after an opt-out, 23 an opt-out that
 *   races a plan, 24 the reply STOP (as far as it comes here: as a result, never as text), 25 an old opt-in that arrives late,
 *   38 one id for two facts, 39 a bad row in a batch.
 * Not here: 26-29 (this version merges nobody), 30-31 (erasure).
 * Whatever is refused leaves the log as it was: counted in every test.
 */
const [ours, theirs] = [randomUUID(), randomUUID()];
const [WALK, TEXT] = [2, 37];
const [NOT_HOME, CANVASSED, DO_NOT_TEXT] = [1, 14, 130];
const BAD = { status: 400 };

type Item = { readonly status: string; readonly flags: string[]; readonly code?: string; readonly faults?: readonly { readonly field: string }[] };

describe('a contact', () => {
  let door: MemoryDoor;
  let [key, otherKey] = ['', ''];
  let expected = 0;
  beforeAll(async () => {
    door = await MemoryDoor.open();
    [key, otherKey] = [door.keyOf(ours, ['ingest']), door.keyOf(theirs, ['ingest'])];
  });
  afterAll(() => door.close());
  const stored = async () => (await door.log.read(BEGINNING, { limit: 10_000 })).length;
  beforeEach(async () => (expected = await stored()));
  /** What a test stored is what it says it stored, and not an event more. */
  const storedNow = async (events: number) => expect((await stored()) - expected).toBe(events);

  let voters = 0;
  const freshVoter = () => ({ system: 'van', scope: 'hostile', id: String(++voters) });
  const knock = (changes: object = {}) => ({
    attemptId: randomUUID(), voter: freshVoter(), contactTypeId: WALK, inputTypeId: 14, resultCodeId: NOT_HOME, campaignId: 'c', attemptedAt: '2026-10-03T21:14:05Z', ...changes,
  });
  const send = (path: string, payload: unknown, as = key) => door.send(path, payload, `Bearer ${as}`);
  const plan = (voter: object, contactTypeId = WALK) => send('/contact-plans', { planId: randomUUID(), voter, contactTypeId, campaignId: 'c' });
  const optOut = (voter: object, channels = ['walk']) => send('/do-not-contact-requests', { requestId: randomUUID(), voter, channels, requestedAt: '2026-10-01T12:00:00Z' });
  const hours = (n: number) => new Date(Date.now() + n * 3_600_000).toISOString();

  it('19: dated after now is refused with our time; a few minutes are let pass', async () => {
    const refused = await send('/contact-attempts', knock({ attemptedAt: hours(1) }));
    expect(refused.body).toMatchObject({ ...BAD, code: 'attempted-in-future', serverTime: expect.stringMatching(/^20.*Z$/), faults: [{ field: '/attemptedAt' }] });
    expect((await send('/contact-attempts', knock({ attemptedAt: hours(4 / 60) }))).status).toBe(201);
    await storedNow(1);
  });

  it('19: from a phone three days fast is not lost, and the phone is told by how much; the rest of its batch has answers of its own', async () => {
    const clock = hours(72);
    const fast = Array.from({ length: 3 }, (_, n) => knock({ attemptedAt: hours(72 - n), device: { clock } }));
    const { body } = await send('/contact-attempts/batch?mode=partial', { items: [...fast, knock({ attemptedAt: hours(72) }), knock()] });
    expect((body.items as Item[]).map(({ status, flags, code }) => [status, flags ?? code])).toEqual([
      ['accepted', ['device-clock-ahead']], ['accepted', ['device-clock-ahead']], ['accepted', ['device-clock-ahead']], ['refused', 'attempted-in-future'], ['accepted', []],
    ]);
    const [event] = await door.log.readStream(ours, `attempt-${fast[0]!.attemptId}`);
    expect(Math.round((event!.data as { clockAheadSeconds: number }).clockAheadSeconds / 3_600)).toBe(72);
    await storedNow(4);
  });

  it.each(['1900-01-01T00:00:00Z', '9999-01-01T00:00:00Z', '2026-02-30T00:00:00Z', '2026-06-30T23:59:60Z', '2026-10-03T24:00:00Z', '2026-10-03T21:14:05', '2026-10-03'])('20, 21: at %s is refused', async (attemptedAt) => {
    expect((await send('/contact-attempts', knock({ attemptedAt }))).body).toMatchObject({ ...BAD, faults: [{ field: '/attemptedAt' }] });
    await storedNow(0);
  });

  it('22: with a voter who opted out is refused when it is planned, and recorded with a flag when it has happened', async () => {
    const voter = freshVoter();
    await optOut(voter);
    expect((await plan(voter)).body).toMatchObject({ status: 409, code: 'do-not-contact' });
    expect((await send('/contact-attempts', knock({ voter }))).body).toMatchObject({ flags: ['do-not-contact'] });
    expect((await plan(voter, TEXT)).status).toBe(201);
    await storedNow(3);
  });

  it('23: that is planned never passes a voter who is saying no at the same time', async () => {
    for (let round = 0; round < 20; round++) {
      const voter = freshVoter();
      const [no, ...plans] = await Promise.all([optOut(voter), plan(voter), plan(voter), plan(voter)]);
      expect(no!.status).toBe(201);
      for (const { status, body } of plans) if (status === 201) expect((body.position as string) < (no!.body.position as string)).toBe(true);
      expect((await plan(voter)).status).toBe(409);
    }
  });

  it('24: answered with STOP closes texts at once; what the voter wrote has no place to be stored in the clear', async () => {
    const voter = freshVoter();
    const text = knock({ voter, contactTypeId: TEXT, resultCodeId: DO_NOT_TEXT });
    for (const words of ['STOP', 'arrêt', 'Stop!!']) {
      for (const member of ['text', 'body', 'message']) expect((await send('/contact-attempts', { ...text, [member]: words })).body).toMatchObject({ ...BAD, faults: [{ field: `/${member}` }] });
      expect((await send('/contact-attempts', { ...text, canvasserId: `${words} ` })).status).toBe(400);
    }
    await storedNow(0);
    expect((await send('/contact-attempts', text)).status).toBe(201);
    expect([(await plan(voter, TEXT)).status, (await plan(voter)).status]).toEqual([409, 201]);
    await storedNow(3);
  });

  it('25: is not allowed by a consent that names no request in force, however old it claims to be', async () => {
    const voter = freshVoter();
    await optOut(voter);
    expect((await send('/do-not-contact-requests/withdrawals', { withdrawalId: randomUUID(), voter, requestId: randomUUID(), withdrawnAt: '2025-01-01T00:00:00Z' })).status).toBe(404);
    expect((await plan(voter)).status).toBe(409);
    await storedNow(1);
  });

  it('38: has its id for ever: the same again is the same, anything else under it a conflict that says where they differ', async () => {
    const attempt = knock();
    const first = await send('/contact-attempts', attempt);
    expect([first.status, (await send('/contact-attempts', { ...attempt, attemptedAt: '2026-10-03T17:14:05-04:00' })).body]).toEqual([201, first.body]);
    expect((await send('/contact-attempts', { ...attempt, resultCodeId: CANVASSED, turfId: 't' })).body).toMatchObject({ status: 409, code: 'id-taken', differs: ['resultCodeId', 'turfId'] });
    const other = await send('/contact-attempts', { ...attempt, resultCodeId: CANVASSED }, otherKey);
    expect([other.status, other.body.id === first.body.id]).toEqual([201, false]);
    await storedNow(2);
    const voided = { correctionId: randomUUID(), attemptId: attempt.attemptId, reasonCode: 'duplicate' };
    expect((await send('/contact-attempts/voids', voided)).status).toBe(201);
    expect((await send('/contact-attempts/voids', { ...voided, reasonCode: 'other' })).body).toMatchObject({ status: 409, code: 'id-taken', differs: ['reasonCode'] });
  });

  it('38: has the same id in capitals, as some phones write it, for every request that names it', async () => {
    const attempt = knock();
    const capitals = attempt.attemptId.toUpperCase();
    const first = await send('/contact-attempts', { ...attempt, attemptId: capitals });
    expect((await send('/contact-attempts', attempt)).body).toEqual(first.body);
    expect(first.body.stream).toBe(`attempt-${attempt.attemptId}`);
    expect((await send('/contact-attempts/batch', { items: [attempt, { ...attempt, attemptId: capitals }] })).body).toMatchObject({ ...BAD, code: 'same-record-twice' });
    const correction = { correctionId: randomUUID(), attemptId: capitals, reasonCode: 'duplicate' };
    const voided = await send('/contact-attempts/voids', { ...correction, correctionId: correction.correctionId.toUpperCase() });
    expect((await send('/contact-attempts/voids', correction)).body).toEqual(voided.body);
    await storedNow(2);
  });

  it('38: named twice in one batch stops the whole batch', async () => {
    const attempt = knock();
    expect((await send('/contact-attempts/batch', { items: [knock(), attempt, attempt] })).body).toMatchObject({ ...BAD, code: 'same-record-twice', faults: [{ field: '/items/2' }] });
    await storedNow(0);
  });

  it('39: is not stored when another of its batch is bad, unless the sender takes what can be; every fault is named', async () => {
    const items = Array.from({ length: 500 }, () => knock());
    const bad = { ...items[499]!, voter: { system: 'van', scope: 'hostile', id: '' }, attemptedAt: 'yesterday', surprise: 1 };
    const sent = [...items.slice(0, 250), { ...items[250]!, contactTypeId: 0 }, ...items.slice(251, 499), bad];
    const whole = await send('/contact-attempts/batch', { items: sent });
    expect(whole.body).toMatchObject({ ...BAD, code: 'batch-refused' });
    expect((whole.body.faults as { field: string }[]).map(({ field }) => field).sort()).toEqual(['/items/250/contactTypeId', '/items/499/attemptedAt', '/items/499/surprise', '/items/499/voter/id']);
    await storedNow(0);
    const partial = (await send('/contact-attempts/batch?mode=partial', { items: sent })).body.items as Item[];
    expect(partial.flatMap(({ status }, i) => (status === 'refused' ? [i] : []))).toEqual([250, 499]);
    expect(partial[499]!.faults!.map(({ field }) => field).sort()).toEqual(['/attemptedAt', '/surprise', '/voter/id']);
    await storedNow(498);
  });

  it('39: is not stored when the rules refuse another of its batch', async () => {
    const { body } = await send('/contact-attempts/batch', { items: [knock(), knock({ resultCodeId: undefined }), knock({ attemptedAt: hours(1) })] });
    expect(body).toMatchObject({ ...BAD, code: 'batch-refused' });
    expect((body.faults as { field: string }[]).map(({ field }) => field)).toEqual(['/items/1/resultCodeId', '/items/2/attemptedAt']);
    await storedNow(0);
  });

  it('that was recorded, however odd, is what the golden schema of its event says', async () => {
    const attempt = knock({ contactTypeId: 4711, resultCodeId: DO_NOT_TEXT, zone: 'America/New_York', device: { clock: hours(-24) } });
    await send('/contact-attempts', attempt);
    await send('/contact-attempts/amendments', { correctionId: randomUUID(), reasonCode: 'other', attempt: { ...attempt, device: undefined } });
    await send('/contact-attempts/deliveries', { deliveryId: randomUUID(), attemptId: randomUUID(), status: 'undelivered', code: '30005', reportedAt: hours(0) });
    expect(againstGoldenSchemas(await door.log.read(BEGINNING, { limit: 10_000 }))).toEqual(['ContactAttemptVoided.v1', 'ContactAttempted.v1', 'ContactDeliveryReported.v1', 'ContactPlanned.v1', 'DoNotContactRequested.v1', 'DoNotContactWithdrawn.v1']);
  });
});
