import { randomUUID } from 'node:crypto';
import { BEGINNING } from '@fieldledger/kernel';
import { SIGNUP_STEPS } from '@fieldledger/volunteering';
import { againstGoldenSchemas } from './against-golden-schemas.js';
import { MemoryDoor } from './memory-door.js';

/*
 * The hostile and edge inputs that concern shifts, by their numbers in our list of 44: 32 a shift that ends before it
 * starts, 33 one of over a day or without a check-out, 34 and 35 local times that do not exist or exist twice, 37 a
 * check-out that arrives before its check-in; and 38, 40 and 41, identity and names, at these doors. 36 (shifts of one
 * volunteer that overlap) and what 33 and 37 do to hours are told by the reports, in their specs.
 * Whatever is refused leaves the log as it was: counted in every test.
 */
describe('a shift', () => {
  let door: MemoryDoor;
  let [key, otherKey] = ['', ''];
  let expected = 0;
  beforeAll(async () => {
    door = await MemoryDoor.open();
    [key, otherKey] = [door.keyOf(randomUUID(), ['ingest']), door.keyOf(randomUUID(), ['ingest'])];
  });
  afterAll(() => door.close());
  const stored = async () => (await door.log.read(BEGINNING, { limit: 10_000 })).length;
  beforeEach(async () => (expected = await stored()));
  const storedNow = async (events: number) => expect((await stored()) - expected).toBe(events);

  const send = (path: string, payload: unknown, as = key) => door.send(path, payload, `Bearer ${as}`);
  const shift = (change: object = {}) => ({ shiftId: randomUUID(), volunteerEventId: randomUUID(), starts: '2026-10-03T10:00', ends: '2026-10-03T13:00', zone: 'America/New_York', ...change });
  const volunteer = (change: object = {}) => ({ reference: { system: 'van', scope: 'OH.myvoters', id: '1044321' }, ...change });
  const step = (change: object = {}) => ({ stepId: randomUUID(), signupId: randomUUID(), step: 'scheduled', volunteer: volunteer(), at: '2026-10-01T14:00:00Z', ...change });
  const flags = async (change: object) => {
    const { status, body } = await send('/signups/steps', step(change));
    expect(status).toBe(201);
    return body.flags;
  };

  it.each([
    ['32: that ends before it starts', { ends: '2026-10-03T09:00' }, 'shift-end-before-start'],
    ['34: at a time that the clocks skipped', { starts: '2026-03-08T02:30', ends: '2026-03-08T05:00' }, 'local-time-does-not-exist'],
    ['35: at a time that the clocks showed twice', { starts: '2026-11-01T01:30', ends: '2026-11-01T05:00' }, 'local-time-ambiguous'],
    ['in a zone that no clock knows', { zone: 'Mars/Olympus' }, 'invalid-body'], ['at no time', { starts: 'tomorrow' }, 'invalid-body'], ['for half a volunteer', { capacity: 1.5 }, 'invalid-body'],
  ])('%s is refused with the place and what to do', async (_what, change, code) => {
    const { status, type, body } = await send('/shifts', shift(change));
    expect([status, type]).toEqual([400, expect.stringContaining('application/problem+json')]);
    expect(body).toMatchObject({ code, detail: expect.stringMatching(/. [A-Z]/), faults: [{ field: expect.stringMatching(/^\/(starts|ends|zone|capacity)$/) }] });
    await storedNow(0);
  });

  it('34, 35: is taken at such a time by who says the offset, and the refusal names both', async () => {
    const { body } = await send('/shifts', shift({ starts: '2026-11-01T01:30', ends: '2026-11-01T05:00' }));
    for (const starts of body.neighbours as string[]) expect((await send('/shifts', shift({ starts, ends: '2026-11-01T05:00' }))).status).toBe(201);
    await storedNow(2);
  });

  it('and its event are the same request again in a zone that is written in other capitals', async () => {
    const { shiftId, volunteerEventId, zone } = shift();
    const told = (of: string) => [['/volunteer-events', { volunteerEventId, eventType: 'canvass', zone: of }], ['/shifts', shift({ shiftId, volunteerEventId, zone: of })]] as const;
    for (const [path, body] of told('america/NEW_YORK')) expect((await send(path, body)).status).toBe(201);
    for (const [path, body] of told(zone)) expect((await send(path, body)).status).toBe(200);
    expect((await send('/shifts', shift({ shiftId, volunteerEventId, zone: 'America/Detroit' }))).body.code).toBe('id-taken');
    await storedNow(2);
  });

  it.each([
    ['a role twice', [{ roleId: 'host' }, { roleId: 'host' }], 'role-named-twice', '/roles/1/roleId'], ['a minimum above its goal', [{ roleId: 'host', minimum: 2, goal: 1 }], 'minimum-above-goal', '/roles/0/minimum'],
  ])('is of no event that names %s, which is refused with the place', async (_what, roles, code, field) => {
    const volunteerEvent = { volunteerEventId: randomUUID(), eventType: 'canvass', zone: 'America/New_York', roles };
    expect((await send('/volunteer-events', volunteerEvent)).body).toMatchObject({ status: 400, code, detail: expect.stringMatching(/. [A-Z]/), faults: [{ field }] });
    expect((await send('/volunteer-events/changes', { changeId: randomUUID(), volunteerEvent })).body).toMatchObject({ status: 400, code, faults: [{ field: `/volunteerEvent${field}` }] });
    await storedNow(0);
  });

  it('33, 37: is a fact however odd its check-outs are, recorded and flagged', async () => {
    const signupId = randomUUID();
    expect(await flags({ signupId, step: 'checked-out', at: '2026-10-01T13:00:00Z' })).toEqual(['signup-unknown', 'check-in-missing']);
    expect(await flags({ signupId, at: '2026-10-01T08:00:00Z' })).toEqual([]);
    expect(await flags({ signupId, step: 'checked-in', at: '2026-10-01T10:00:00Z' })).toEqual([]);
    expect(await flags({ signupId, step: 'checked-out', at: '2026-10-02T10:00:01Z' })).toEqual(['over-24-hours']);
    expect((await send('/shifts', shift({ ends: '2026-10-05T13:00' }))).status).toBe(201);
    await storedNow(5);
  });

  it('is signed up for, attended and called off in any order', async () => {
    const [shiftId, signupId] = [randomUUID(), randomUUID()];
    expect(await flags({ signupId, shiftId })).toEqual(['shift-unknown']);
    expect((await send('/shifts/cancellations', { cancellationId: randomUUID(), shiftId, cancelledAt: '2026-10-02T12:00:00Z', reasonCode: 'weather' })).body.flags).toEqual(['shift-unknown']);
    expect((await send('/shifts', shift({ shiftId }))).status).toBe(201);
    expect(await flags({ signupId, shiftId, step: 'completed' })).toEqual(['shift-cancelled']);
    await storedNow(4);
  });

  it('38: is another one in another organization, and a repeat says so', async () => {
    const [told, taken] = [shift(), step({ volunteer: volunteer({ lastName: 'Quillfeather' }) })];
    for (const [path, payload, change] of [['/shifts', told, { capacity: 3 }], ['/signups/steps', taken, { volunteer: volunteer({ lastName: 'Other' }) }]] as const) {
      expect((await send(path, payload)).status).toBe(201);
      expect((await send(path, payload)).status).toBe(200);
      const other = await send(path, { ...payload, ...change });
      expect(other).toMatchObject({ status: 409, body: { code: 'id-taken' } });
      expect(JSON.stringify(other.body)).not.toMatch(/Quillfeather|Other/);
      expect((await send(path, payload, otherKey)).status).toBe(201);
    }
    await storedNow(4);
  });

  it('38: is the same however its instants are written, planned or changed', async () => {
    const told = shift({ starts: '2026-03-07T10:00', ends: '2026-03-07T13:00', asOf: '2026-03-01T12:00:00Z' });
    const spelled = { ...told, starts: '2026-03-07T15:00:00Z', ends: '2026-03-07T12:00:00.000-06:00', asOf: '2026-03-01T07:00:00-05:00' };
    const changeId = randomUUID();
    expect((await send('/shifts', told)).status).toBe(201);
    expect((await send('/shifts/changes', { changeId, shift: told })).status).toBe(201);
    expect((await send('/shifts', spelled)).status).toBe(200);
    expect((await send('/shifts/changes', { changeId, shift: spelled })).status).toBe(200);
    expect(await send('/shifts', { ...told, starts: '2026-03-07T15:00:01Z' })).toMatchObject({ status: 409, body: { differs: ['startsAt'] } });
    await storedNow(2);
  });

  it('38: is another step under another signup, as a refund is of another contribution, and each is taken out for itself', async () => {
    const [one, other] = [step(), step()];
    const same = { ...other, stepId: one.stepId };
    for (const told of [one, same]) expect((await send('/signups/steps', told)).status).toBe(201);
    for (const told of [one, same]) expect((await send('/signups/steps', told)).status).toBe(200);
    const correctionId = randomUUID();
    const voidOf = (signupId: unknown) => ({ correctionId, signupId, stepId: one.stepId, reasonCode: 'duplicate' });
    for (const { signupId } of [one, same]) expect(await send('/signups/voids', voidOf(signupId))).toMatchObject({ body: { flags: [] } });
    await storedNow(4);
  });

  it('38: knows the id of a step also where an amendment brought it', async () => {
    const [first, brought] = [step(), step({ step: 'confirmed', volunteer: volunteer({ lastName: 'Quillfeather' }) })];
    const both = { signupId: first.signupId };
    const amendment = (change: object = {}) => ({ correctionId: randomUUID(), stepId: first.stepId, reasonCode: 'wrong-step', step: { ...brought, ...both }, ...change });
    const told = amendment();
    expect((await send('/signups/steps', first)).status).toBe(201);
    const { status, body: receipt } = await send('/signups/amendments', told);
    expect(status).toBe(201);
    expect(await send('/signups/amendments', told)).toMatchObject({ status: 200, body: { id: receipt.id } });
    expect(await send('/signups/steps', { ...brought, ...both })).toMatchObject({ status: 200, body: { id: receipt.id, position: receipt.position } });
    expect(await send('/signups/steps', { ...brought, ...both, step: 'declined' })).toMatchObject({ status: 409, body: { code: 'id-taken', differs: ['step'] } });
    for (const change of [{}, { step: { ...brought, ...both, step: 'declined' } }, { stepId: brought.stepId, step: first }]) {
      expect((await send('/signups/amendments', amendment(change))).body).toMatchObject({ status: 409, code: 'id-taken', detail: expect.stringMatching(/. [A-Z]/) });
    }
    await storedNow(3);
  });

  it('40, 41: has volunteers of any name, none of which is seen in the log', async () => {
    for (const lastName of ["O'Quillfeather\u0301", '=cmd|calc', '名字', 'a'.repeat(200)]) {
      expect((await send('/signups/steps', step({ volunteer: volunteer({ lastName, email: 'planted@example.org' }), note: `met ${lastName}` }))).status).toBe(201);
    }
    expect((await send('/signups/steps', step({ volunteer: volunteer({ lastName: 'a\u0000b' }) }))).body).toMatchObject({ status: 400, code: 'invalid-unicode' });
    expect((await send('/signups/steps', step({ volunteer: volunteer({ surname: 'Quill' }) }))).body).toMatchObject({ status: 400, code: 'invalid-body' });
    expect((await send('/signups/steps', step({ step: 'tentative' }))).body).toMatchObject({ status: 400, faults: [{ field: '/step' }] });
    const all = (await door.log.read(BEGINNING, { limit: 10_000 })).map((event) => event.payload).join('\n');
    expect(all).not.toMatch(/Quillfeather|planted|cmd\|calc|名字/);
    await storedNow(4);
  });

  it('takes a batch whole or in part, as its mode says', async () => {
    const items = [step(), step({ at: 'yesterday' }), step()];
    expect((await send('/signups/steps/batch?mode=atomic', { items })).status).toBeGreaterThanOrEqual(400);
    await storedNow(0);
    expect((await send('/signups/steps/batch?mode=partial', { items })).status).toBe(200);
    await storedNow(2);
  });

  it('that was recorded, and whatever was told of it, is what the golden schema of its event says', async () => {
    const [shiftId, volunteerEventId] = [randomUUID(), randomUUID()];
    for (const [n, one] of SIGNUP_STEPS.entries()) {
      await flags({ step: one, shiftId, volunteerEventId, roleId: 'canvasser', organizerId: 'o-1', source: 'page', turfIds: ['t-1'], listIds: ['l-1'], canvasserId: 'c-1', note: 'called', at: `2026-10-01T${10 + (n % 10)}:00:00+02:00` });
    }
    for (const [path, body] of [
      ['/volunteer-events', { volunteerEventId, eventType: 'canvass', zone: 'America/New_York', roles: [{ roleId: 'canvasser', minimum: 1, goal: 3 }] }],
      ['/volunteer-events/cancellations', { cancellationId: randomUUID(), volunteerEventId, cancelledAt: '2026-10-02T12:00:00Z', reasonCode: 'weather' }],
      ['/signups/sightings', { sightingId: randomUUID(), signupId: randomUUID(), volunteer: volunteer({ lastName: 'Quillfeather', email: 'a@example.org' }), status: 'confirmed', attended: true, confirmations: 2, asOf: '2026-10-02T12:00:00Z' }],
    ] as const) {
      const { status, body: told } = await send(path, body);
      expect([path, status, told.faults]).toEqual([path, 201, undefined]);
    }
    expect(againstGoldenSchemas(await door.log.read(BEGINNING, { limit: 10_000 }))).toEqual([
      'ShiftCancelled.v1', 'ShiftChanged.v1', 'ShiftCompleted.v1', 'ShiftMissed.v1', 'ShiftPlanned.v1', 'SignupCancelled.v1', 'SignupCheckedIn.v1', 'SignupCheckedOut.v1', 'SignupConfirmed.v1', 'SignupDeclined.v1',
      'SignupInvited.v1', 'SignupMessageLeft.v1', 'SignupRescheduled.v1', 'SignupScheduled.v1', 'SignupSighted.v1', 'SignupStepVoided.v1', 'SignupWalkedIn.v1', 'TurfAssigned.v1', 'VolunteerEventCancelled.v1', 'VolunteerEventPlanned.v1',
    ]);
  });
});

describe('links between references', () => {
  it('stand in the organization that made them, and are undone once', async () => {
    const door = await MemoryDoor.open();
    const [key, other] = [door.keyOf(randomUUID(), ['ingest']), door.keyOf(randomUUID(), ['ingest'])];
    const link = { linkId: randomUUID(), person: { system: 'van', scope: 'OH', id: '1' }, same: { system: 'mobilize', scope: 'person', id: '2' }, basis: 'same-email' };
    const unlink = () => ({ unlinkId: randomUUID(), linkId: link.linkId, reasonCode: 'different-persons' });
    const send = (path: string, payload: unknown, as: string) => door.send(path, payload, `Bearer ${as}`);
    expect((await send('/person-links', { ...link, same: link.person }, key)).body).toMatchObject({ status: 400, code: 'same-reference' });
    const { status, body: receipt } = await send('/person-links', link, key);
    expect(status).toBe(201);
    expect((await send('/person-links/removals', unlink(), other)).body).toMatchObject({ status: 404, code: 'link-missing' });
    expect((await send('/person-links/removals', unlink(), key)).status).toBe(201);
    expect((await send('/person-links/removals', unlink(), key)).body).toMatchObject({ status: 409, code: 'link-undone' });
    // A message that is delivered again has the first receipt, and puts back nothing.
    expect(await send('/person-links', link, key)).toMatchObject({ status: 200, body: { id: receipt.id } });
    expect((await send('/person-links/removals', unlink(), key)).body).toMatchObject({ code: 'link-undone' });
    expect((await send('/person-links', { ...link, linkId: randomUUID() }, key)).status).toBe(201);
    await door.close();
  });
});
