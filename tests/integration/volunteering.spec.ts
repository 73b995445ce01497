import { nameUuid } from '@fieldledger/kernel';
import { ReportsDoor } from './reports-door.js';

interface Answer {
  readonly rows: Record<string, unknown>[];
  readonly totals: Record<string, unknown>;
}

const id = (...names: string[]) => nameUuid('volunteering', ...names);
const [saturday, morning, afternoon] = [id('saturday'), id('morning'), id('afternoon')];

/** Steps one after the other, so that no two happen at the same moment. */
let tick = 0;

/** Every report that tells canvassers apart. */
const CANVASSERS = [['contact-rates', 'groupBy=canvasser'], ['canvasser-activity', ''], ['productivity', 'groupBy=canvasser']] as const;

describe("a Saturday's canvass", () => {
  let door: ReportsDoor;
  let organizations = 0;
  let key = '';

  beforeAll(async () => void (door = await ReportsDoor.open()));
  afterAll(async () => door.close());
  beforeEach(async () => {
    key = door.keyOf(id('organization', String(++organizations)), ['ingest', 'read']);
    await door.send(key, '/volunteer-events', {
      volunteerEventId: saturday, eventType: 'canvass', zone: 'America/New_York', organizerId: 'organizer-3', roles: [{ roleId: 'canvasser', minimum: 3, goal: 5 }, { roleId: 'host', minimum: 1 }],
    });
    for (const [shiftId, starts, ends] of [[morning, '10:00', '13:00'], [afternoon, '14:00', '17:00']] as const) {
      await door.send(key, '/shifts', { shiftId, volunteerEventId: saturday, starts: `2026-10-03T${starts}`, ends: `2026-10-03T${ends}`, zone: 'America/New_York', capacity: 3 });
    }
  });

  const step = (who: string, what: string, more: object = {}) => door.send(key, '/signups/steps', {
    stepId: id(who, what, String(++tick)), signupId: id('signup', String(organizations), who), step: what, volunteer: { reference: { system: 'mobilize', scope: 'person', id: who }, lastName: 'Quillfeather' },
    at: new Date(Date.UTC(2026, 8, 25, 0, tick)).toISOString(), ...more,
  });
  const schedule = (who: string, more: object = {}) => step(who, 'scheduled', { shiftId: morning, roleId: 'canvasser', ...more });
  const steps = async (who: string, ...whats: string[]) => {
    for (const what of whats) await step(who, what);
  };
  const report = async (name: string, query = '') => door.send<Answer>(key, `/reports/${name}?minPosition=${(await door.log.horizon()).position}${query && `&${query}`}`);

  /** Of five who were confirmed twice, three came, one was moved and one never appeared; one was never called; one walked in. */
  async function aSaturday(): Promise<void> {
    for (const who of ['ann', 'bob', 'cas', 'dee', 'eve']) {
      await schedule(who);
      await steps(who, 'confirmed', 'confirmed');
    }
    for (const who of ['ann', 'bob', 'cas']) await steps(who, 'completed');
    await step('dee', 'rescheduled', { shiftId: afternoon });
    await steps('eve', 'no-show');
    await schedule('fay');
    await schedule('gus');
    await steps('gus', 'message-left', 'cancelled');
    await step('hal', 'walked-in', { shiftId: morning, roleId: 'canvasser' });
    await steps('hal', 'completed');
  }

  it('does not call a no-show who had said so before, and counts no signup of which nothing stands', async () => {
    await schedule('ann');
    await steps('ann', 'cancelled');
    await step('ann', 'no-show', { at: '2026-10-03T20:00:00.000Z' });
    // Who says so as the shift begins says it too late.
    for (const [who, what] of [['cas', 'cancelled'], ['dee', 'declined']] as const) {
      await schedule(who);
      await step(who, what, { at: '2026-10-03T14:00:00.000Z' });
      await step(who, 'no-show', { at: '2026-10-03T20:00:00.000Z' });
    }
    await schedule('eve');
    await step('eve', 'cancelled', { at: '2026-10-03T14:00:00.000Z' });
    await schedule('bob');
    await door.send(key, '/signups/voids', { correctionId: id('void', String(organizations)), signupId: id('signup', String(organizations), 'bob'), stepId: id('bob', 'scheduled', String(tick)), reasonCode: 'wrong-volunteer' });
    expect((await report('show-rates')).totals).toMatchObject({ scheduled: 4, noShow: 2, cancelledInAdvance: 1, cancelledLate: 1, declined: 0, open: 0, invitedOnly: 0 });
  });

  it('counts a shift that was missed there, and the next one where they were booked', async () => {
    await schedule('ann');
    await step('ann', 'no-show', { at: '2026-10-03T15:00:00.000Z' });
    await step('ann', 'rescheduled', { shiftId: afternoon, at: '2026-10-03T16:00:00.000Z' });
    await step('ann', 'completed', { at: '2026-10-03T21:00:00.000Z' });
    const { rows } = await report('show-rates', 'groupBy=shift');
    expect(rows.find(({ shift }) => shift === morning)).toMatchObject({ scheduled: 1, noShow: 1, completed: 0, moved: 0 });
    expect(rows.find(({ shift }) => shift === afternoon)).toMatchObject({ scheduled: 1, noShow: 0, completed: 1, moved: 0 });
    expect((await report('volunteer-hours', 'groupBy=shift')).rows).toMatchObject([{ shift: afternoon, hours: 3 }]);
    expect((await report('confirmation-funnel')).totals).toMatchObject({ scheduled: 2, completed: 1 });
  });

  it('tells of those confirmed twice how many came, who was moved, and who was never called', async () => {
    await aSaturday();
    const twice = await report('show-rates', `confirmations=2&shift=${morning}`);
    expect(twice.totals).toMatchObject({ scheduled: 4, completed: 3, noShow: 1, moved: 1, showRate: 0.75, flakeRate: 0.25 });
    expect((await report('show-rates/signups', `confirmations=2&shift=${morning}&outcome=moved`)).rows).toMatchObject([{ person: 'mobilize/person/dee' }]);
    const all = await report('show-rates', 'groupBy=shift');
    expect(all.rows).toHaveLength(2);
    expect(all.rows.find(({ shift }) => shift === morning)).toMatchObject({
      scheduled: 6, volunteers: 6, notConfirmed: 2, confirmedOnce: 0, confirmedTwice: 4, confirmedMore: 0, neverCalled: 1, completed: 3, noShow: 1, cancelledInAdvance: 1, cancelledLate: 0, declined: 0, inReview: 0, open: 1,
      moved: 1, calledOff: 0, walkIns: 1, invitedOnly: 0, showRate: 0.5, flakeRate: 0.5,
    });
    expect(all.rows.find(({ shift }) => shift === afternoon)).toMatchObject({ scheduled: 1, notConfirmed: 1, confirmedTwice: 0, neverCalled: 1, moved: 0, open: 1 });
    expect(JSON.stringify([all, twice, await report('show-rates/signups', `shift=${morning}`)])).not.toContain('Quillfeather');
    const seeing = door.keyOf(id('organization', String(organizations)), ['personal']);
    const named = await door.send<Answer>(seeing, `/reports/show-rates/signups?confirmations=2&shift=${morning}&outcome=moved`);
    expect(named.rows).toMatchObject([{ person: 'mobilize/person/dee', details: { lastName: 'Quillfeather' }, erased: false }]);
  });

  it('tells how long before it they signed up, by whole days of 24 hours', async () => {
    const starts = Date.parse('2026-10-03T14:00:00Z');
    for (const days of [1, 3, 7, 14]) {
      for (const late of [0, 1]) await schedule(`${late ? 'late' : 'on-time'}-${days}`, { at: new Date(starts - days * 86_400_000 + late * 1000).toISOString() });
    }
    const { rows } = await report('show-rates', 'groupBy=leadTime');
    expect(rows.map(({ leadTime, scheduled }) => [leadTime, scheduled])).toEqual([['00 days', 1], ['01-02 days', 2], ['03-06 days', 2], ['07-13 days', 2], ['14 days and over', 1]]);
  });

  it('counts the steps in the history of a volunteer, those that were taken out apart, and what a system showed as none', async () => {
    const volunteer = { reference: { system: 'mobilize', scope: 'person', id: 'ann' } };
    await schedule('ann');
    await step('ann', 'confirmed');
    await door.send(key, '/signups/voids', { correctionId: id('void', String(organizations)), signupId: id('signup', String(organizations), 'ann'), stepId: id('ann', 'confirmed', String(tick)), reasonCode: 'wrong-step' });
    await door.send(key, '/signups/sightings', { sightingId: id('shown'), signupId: id('signup', String(organizations), 'ann'), volunteer, status: 'scheduled', shiftId: morning });
    expect((await report('volunteer-history', 'volunteer=mobilize/person/ann')).totals).toEqual({ events: 4, signups: 1, steps: 1, voided: 1 });
  });

  it('has a calendar with the gaps to minimum and goal of each role', async () => {
    await aSaturday();
    const { rows, totals } = await report('shift-calendar', 'from=2026-10-03&until=2026-10-03');
    expect(rows.map(({ shift, role, expected, confirmed, came, minimum, goal, gapToMinimum, gapToGoal, overCapacity }) => [shift, role, expected, confirmed, came, minimum, goal, gapToMinimum, gapToGoal, overCapacity])).toEqual([
      [morning, 'canvasser', 6, 4, 4, 3, 5, 0, 0, 3], [morning, 'host', 0, 0, 0, 1, null, 1, null, 3], [afternoon, 'canvasser', 1, 0, 0, 3, 5, 2, 4, 0], [afternoon, 'host', 0, 0, 0, 1, null, 1, null, 0],
    ]);
    expect(totals).toMatchObject({ shifts: 2, expected: 7, gapToMinimum: 4, gapToGoal: 4 });
    expect((await report('shift-calendar/expected', `shift=${afternoon}`)).rows).toMatchObject([{ person: 'mobilize/person/dee', status: 'scheduled', confirmations: 0 }]);
    expect((await report('shift-calendar', 'from=2026-10-04')).rows).toEqual([]);
    // An empty value is what names none, as in every report.
    expect([(await report('shift-calendar', 'campaign=')).totals.shifts, (await report('shift-calendar', 'organizer=')).totals.shifts]).toEqual([2, 0]);
  });

  it('has shifts in its calendar for which nobody signed up, and signups at those whose event nobody told of', async () => {
    const [lonely, untold] = [id('lonely'), id('untold')];
    const plain = id('plain event');
    await door.send(key, '/volunteer-events', { volunteerEventId: plain, eventType: 'phone-bank', zone: 'America/New_York', locationId: 'office' });
    for (const [shiftId, volunteerEventId] of [[lonely, plain], [untold, id('never told')]] as const) {
      await door.send(key, '/shifts', { shiftId, volunteerEventId, starts: '2026-10-04T10:00', ends: '2026-10-04T13:00', zone: 'America/New_York', capacity: 2 });
    }
    await schedule('ann', { shiftId: untold });
    await steps('ann', 'completed');
    expect((await report('shift-calendar', 'from=2026-10-04')).rows).toMatchObject([
      { shift: lonely, role: null, location: 'office', expected: 0, confirmed: 0, confirmedTwice: 0, came: 0, minimum: null, gapToGoal: null, overCapacity: 0 }, { shift: untold, eventType: null, role: 'canvasser', expected: 1, came: 1 },
    ].sort((a, b) => (a.shift < b.shift ? -1 : 1)));
    expect((await report('volunteer-hours', 'groupBy=shift')).rows).toMatchObject([{ shift: untold, hours: 3 }]);
  });

  it('says nought of whom nobody told anything', async () => {
    expect((await report('volunteer-hours', 'volunteer=van/OH/0')).totals).toEqual({ shifts: 0, volunteers: 0, seconds: 0, hours: 0, inReview: 0, overlapping: 0 });
    expect((await report('productivity', 'volunteer=van/OH/0')).totals).toEqual({ attempts: 0, contacts: 0, shifts: 0, hours: 0, attemptsPerHour: null, contactsPerHour: null, contactsPerAttempt: null, outsideShifts: 0 });
    expect((await report('confirmation-funnel')).totals).toMatchObject({ invited: 0, scheduled: 0, messagesLeft: 0, confirmedOfScheduled: null });
  });

  it('names whom it expects for who may see persons, as the last correction named them', async () => {
    await schedule('ann');
    const corrected = { stepId: id('corrected', String(organizations)), signupId: id('signup', String(organizations), 'ann'), step: 'scheduled', volunteer: { reference: { system: 'mobilize', scope: 'person', id: 'ann' }, lastName: 'Marchbanks' }, at: '2026-09-26T12:00:00Z', shiftId: afternoon };
    await door.send(key, '/signups/amendments', { correctionId: id('correction', String(organizations)), stepId: id('ann', 'scheduled', String(tick)), reasonCode: 'wrong-shift', step: corrected });
    expect((await report('shift-calendar/expected', `shift=${morning}`)).rows).toEqual([]);
    expect(JSON.stringify((await report('shift-calendar/expected', `shift=${afternoon}`)).rows)).not.toMatch(/Marchbanks|details/);
    const seeing = door.keyOf(id('organization', String(organizations)), ['personal']);
    expect((await door.send<Answer>(seeing, `/reports/shift-calendar/expected?shift=${afternoon}`)).rows).toMatchObject([{ person: 'mobilize/person/ann', details: { lastName: 'Marchbanks' }, erased: false }]);
  });

  it('counts hours from instants, overlapping ones once, and holds what nobody checked out', async () => {
    await schedule('ann');
    await step('ann', 'checked-in', { at: '2026-10-03T14:00:00Z' });
    await step('ann', 'checked-out', { at: '2026-10-03T16:30:00Z' });
    await door.send(key, '/signups/steps', {
      stepId: id('again'), signupId: id('second signup', String(organizations)), step: 'completed', volunteer: { reference: { system: 'mobilize', scope: 'person', id: 'ann' } }, at: '2026-10-03T21:00:00Z', shiftId: morning,
    });
    await door.send(key, '/signups/steps', {
      stepId: id('placed'), signupId: id('second signup', String(organizations)), step: 'scheduled', volunteer: { reference: { system: 'mobilize', scope: 'person', id: 'ann' } }, at: '2026-09-20T21:00:00Z', shiftId: morning, roleId: 'host',
    });
    await schedule('bob');
    await step('bob', 'checked-in', { at: '2026-10-03T14:00:00Z' });
    const { rows, totals } = await report('volunteer-hours', 'groupBy=volunteer');
    // Two and a half hours by the stamps, and of the shift from ten to one the half hour that is left.
    expect(rows).toMatchObject([{ volunteer: 'mobilize/person/ann', shifts: 2, hours: 3, overlapping: 1 }, { volunteer: 'mobilize/person/bob', shifts: 0, hours: 0, inReview: 1 }]);
    expect(totals).toMatchObject({ seconds: 10_800, hours: 3, volunteers: 1, inReview: 1 });
    expect((await report('volunteer-hours', 'groupBy=review')).rows).toMatchObject([{ review: 'check-out-missing', inReview: 1 }, { review: null, shifts: 2 }]);
    expect((await report('volunteer-hours', 'groupBy=week,role')).rows).toMatchObject([{ week: '2026-09-28', role: 'canvasser', hours: 2.5, inReview: 1 }, { week: '2026-09-28', role: 'host', hours: 0.5 }]);
  });

  it('counts what somebody did elsewhere while they were checked out, once, and finds their knocks there', async () => {
    const person = { volunteer: { reference: { system: 'van', scope: 'OH', id: 'ann' } } };
    const stamps = async (signup: string, shiftId: string, ...times: string[]) => {
      for (const [n, time] of times.entries()) await step(signup, n % 2 === 0 ? 'checked-in' : 'checked-out', { ...person, shiftId, at: `2026-10-03T${time}:00Z` });
    };
    await stamps('ann', morning, '14:00', '14:30', '15:30', '17:00');
    await stamps('ann again', afternoon, '14:30', '15:30');
    for (const [n, time] of ['14:10', '14:40', '15:40'].entries()) {
      await door.send(key, '/contact-attempts', {
        attemptId: id('knock', String(organizations), String(n)), voter: { system: 'van', scope: 'OH', id: '1' }, contactTypeId: 2, inputTypeId: 4, resultCodeId: 1, campaignId: 'c', attemptedAt: `2026-10-03T${time}:00Z`, canvasserId: 'ann',
      });
    }
    const hours = async () => Object.fromEntries((await report('volunteer-hours', 'groupBy=shift')).rows.map(({ shift, hours: of, overlapping }) => [shift, [of, overlapping]]));
    expect(await hours()).toEqual({ [morning]: [2, 0], [afternoon]: [1, 0] });
    expect((await report('productivity', 'groupBy=shift')).rows.map(({ shift, attempts }) => [shift, attempts]).sort()).toEqual([[morning, 2], [afternoon, 1]].sort());
    // A third list says that they were there from ten to one: an hour of it is new.
    await step('ann by hand', 'completed', { ...person, shiftId: id('third'), at: '2026-10-03T18:00:00Z' });
    await door.send(key, '/shifts', { shiftId: id('third'), volunteerEventId: saturday, starts: '2026-10-03T12:00', ends: '2026-10-03T14:00', zone: 'America/New_York' });
    expect(await hours()).toEqual({ [morning]: [2, 0], [afternoon]: [1, 0], [id('third')]: [1, 1] });
  });

  it('counts from the start of one\'s own to the end of the shift, and holds what would end before it began', async () => {
    const sight = (who: string, startsAt: string) => door.send(key, '/signups/sightings', {
      sightingId: id('own time', who), signupId: id('signup', String(organizations), who), volunteer: { reference: { system: 'van', scope: 'OH', id: who } }, status: 'completed', shiftId: morning, startsAt,
    });
    await sight('ann', '2026-10-03T10:30:00-04:00');
    await sight('bob', '2026-10-03T14:00:00-04:00');
    expect((await report('volunteer-hours', 'groupBy=volunteer')).rows).toMatchObject([{ volunteer: 'van/OH/ann', hours: 2.5, inReview: 0 }, { volunteer: 'van/OH/bob', hours: 0, inReview: 1 }]);
  });

  it('knows a volunteer of two systems as two until they are linked, and again when the link is undone', async () => {
    await schedule('ann');
    await steps('ann', 'completed');
    await door.send(key, '/signups/sightings', {
      sightingId: id('sighting'), signupId: id('van signup'), volunteer: { reference: { system: 'van', scope: 'OH.myvoters', id: '7' } }, status: 'completed', shiftId: morning, roleId: 'canvasser',
    });
    expect((await report('volunteer-hours')).totals).toMatchObject({ volunteers: 2, hours: 6 });
    const linkId = id('link', String(organizations));
    await door.send(key, '/person-links', { linkId, person: { system: 'mobilize', scope: 'person', id: 'ann' }, same: { system: 'van', scope: 'OH.myvoters', id: '7' }, basis: 'same-email' });
    expect((await report('volunteer-hours')).totals).toMatchObject({ volunteers: 1, hours: 3, overlapping: 1 });
    expect((await report('show-rates')).totals).toMatchObject({ volunteers: 1 });
    // Asked for by either of their references, it is they.
    for (const name of ['volunteer-hours', 'productivity']) {
      for (const [reference, hours] of [['mobilize/person/ann', 3], ['van/OH.myvoters/7', 3], ['van/OH.myvoters/8', 0]] as const) expect([name, reference, (await report(name, `volunteer=${reference}`)).totals]).toMatchObject([name, reference, { hours }]);
    }
    await door.send(key, '/person-links/removals', { unlinkId: id('unlink', String(organizations)), linkId, reasonCode: 'different-persons' });
    expect((await report('volunteer-hours')).totals).toMatchObject({ volunteers: 2, hours: 6 });
  });

  it('counts the hours that a night had when the clocks changed', async () => {
    const night = id('night');
    await door.send(key, '/shifts', { shiftId: night, volunteerEventId: saturday, starts: '2026-10-31T23:00', ends: '2026-11-01T02:00', zone: 'America/New_York' });
    await schedule('ann', { shiftId: night });
    await steps('ann', 'completed');
    expect((await report('volunteer-hours')).totals).toMatchObject({ hours: 4 });
    const twice = await door.ask(key, '/shifts', { shiftId: id('twice'), volunteerEventId: saturday, starts: '2026-11-01T01:30', ends: '2026-11-01T05:00', zone: 'America/New_York' });
    expect(twice).toMatchObject({ status: 400, body: { type: expect.stringContaining('local-time-ambiguous') as string, neighbours: ['2026-11-01T01:30:00-04:00', '2026-11-01T01:30:00-05:00'] } });
  });

  it('that is called off expects nobody', async () => {
    await aSaturday();
    await door.send(key, '/shifts/cancellations', { cancellationId: id('called off'), shiftId: afternoon, cancelledAt: '2026-10-02T12:00:00Z', reasonCode: 'weather' });
    expect((await report('show-rates', `shift=${afternoon}`)).totals).toMatchObject({ scheduled: 0, calledOff: 1, showRate: null });
    expect((await report('shift-calendar', `from=2026-10-03`)).totals).toMatchObject({ calledOff: 1, gapToMinimum: 1 });
  });

  it('that was called off by mistake expects everybody again when it is reinstated, and with its event', async () => {
    const expected = async () => (await report('show-rates', `shift=${afternoon}`)).totals;
    await aSaturday();
    await door.send(key, '/shifts/cancellations', { cancellationId: id('off'), shiftId: afternoon, cancelledAt: '2026-10-02T12:00:00Z', reasonCode: 'entered-in-error' });
    const again = { reinstatementId: id('on'), shiftId: afternoon, reinstatedAt: '2026-10-02T12:10:00Z', reasonCode: 'entered-in-error' };
    expect(await door.ask(key, '/shifts/reinstatements', again)).toMatchObject({ status: 201, body: { flags: [] } });
    expect(await door.ask(key, '/shifts/reinstatements', { ...again, reinstatedAt: '2026-10-02T08:10:00-04:00' })).toMatchObject({ status: 200 });
    expect(await expected()).toMatchObject({ scheduled: 1, calledOff: 0, open: 1 });
    await door.send(key, '/volunteer-events/cancellations', { cancellationId: id('all off'), volunteerEventId: saturday, cancelledAt: '2026-10-02T13:00:00Z', reasonCode: 'weather' });
    expect(await expected()).toMatchObject({ scheduled: 0, calledOff: 1 });
    await door.send(key, '/volunteer-events/reinstatements', { reinstatementId: id('all on'), volunteerEventId: saturday, reinstatedAt: '2026-10-02T18:00:00Z', reasonCode: 'weather' });
    expect(await expected()).toMatchObject({ scheduled: 1, calledOff: 0 });
    expect((await report('shift-calendar', `from=2026-10-03`)).totals).toMatchObject({ calledOff: 0, expected: 7 });
  });

  it('has a funnel from invitation to completion, with the median times between', async () => {
    await step('ann', 'invited', { at: '2026-09-01T12:00:00Z' });
    await schedule('ann', { at: '2026-09-02T12:00:00Z' });
    await step('ann', 'confirmed', { at: '2026-09-04T12:00:00Z' });
    await steps('ann', 'confirmed', 'completed');
    await step('bob', 'invited', { at: '2026-09-01T12:00:00Z' });
    await schedule('cas', { at: '2026-09-02T12:00:00Z' });
    await step('cas', 'message-left', { at: '2026-09-03T12:00:00Z' });
    await step('cas', 'confirmed', { at: '2026-09-03T12:00:00Z' });
    await schedule('dee');
    expect((await report('confirmation-funnel')).totals).toEqual({
      invited: 2, scheduled: 3, confirmed: 2, confirmedTwice: 1, confirmedMore: 0, completed: 1, messagesLeft: 1, neverCalled: 1, scheduledOfInvited: 0.5, confirmedOfScheduled: 0.6667, twiceOfConfirmed: 0.5, completedOfConfirmed: 0.5,
      completedOfUnconfirmed: 0, medianInvitedToScheduledHours: 24, timedInvitedToScheduled: 1, medianScheduledToConfirmedHours: 36, timedScheduledToConfirmed: 2,
      // From 4 September at noon and from 3 September at noon to 3 October at two.
      medianConfirmedToShiftHours: 710, timedConfirmedToShift: 2,
    });
    expect((await report('confirmation-funnel', 'groupBy=eventType,role')).rows).toMatchObject([{ eventType: 'canvass', role: 'canvasser', scheduled: 3 }, { eventType: null, role: null, invited: 1 }]);
  });

  it('tells what each shift-hour brought, by canvasser and turf, and what was knocked outside all shifts', async () => {
    await schedule('ann');
    await step('ann', 'turf-assigned', { turfIds: ['turf-1', 'turf-2'] });
    await step('ann', 'checked-in', { at: '2026-10-03T14:00:00Z', canvasserId: 'canvasser-1' });
    await step('ann', 'checked-out', { at: '2026-10-03T16:00:00Z' });
    await schedule('bob', { shiftId: afternoon });
    await steps('bob', 'completed');
    let knocks = 0;
    const knock = (attemptedAt: string, more: object, resultCodeId = 1) => door.send(key, '/contact-attempts', {
      attemptId: id('knock', String(organizations), String(++knocks)), voter: { system: 'van', scope: 'OH', id: String(knocks) }, contactTypeId: 2, inputTypeId: 4, resultCodeId, campaignId: 'c', attemptedAt, ...more,
    });
    for (const minute of ['00', '10', '59']) await knock(`2026-10-03T15:${minute}:00Z`, { canvasserId: 'canvasser-1', turfId: 'turf-1' }, 14);
    await knock('2026-10-03T14:00:00Z', { turfId: 'turf-2' });
    await knock('2026-10-03T16:00:00Z', { turfId: 'turf-2' });
    await knock('2026-10-03T19:00:00Z', { canvasserId: 'bob', turfId: 'turf-9' });
    const { rows, totals } = await report('productivity', 'groupBy=shift');
    expect(totals).toEqual({ attempts: 5, contacts: 3, shifts: 2, hours: 5, attemptsPerHour: 1, contactsPerHour: 0.6, contactsPerAttempt: 0.6, outsideShifts: 1 });
    expect(rows.map(({ shift, attempts, hours, attemptsPerHour }) => [shift, attempts, hours, attemptsPerHour]).sort()).toEqual([[morning, 4, 2, 2], [afternoon, 1, 3, 0.33]].sort());
    // Three of ann's four knocks were in the one turf, and so were three quarters of her two hours.
    expect((await report('productivity', 'groupBy=turf')).rows).toMatchObject([{ turf: 'turf-1', attempts: 3, hours: 1.5 }, { turf: 'turf-2', attempts: 1, hours: 0.5 }, { turf: 'turf-9', attempts: 1, hours: 3 }]);
    expect(rows.every((row) => !('outsideShifts' in row))).toBe(true);
    expect((await report('productivity', 'groupBy=canvasser&event=' + saturday)).rows).toMatchObject([{ canvasser: 'van/OH/bob', attempts: 1 }, { canvasser: 'van/OH/canvasser-1', attempts: 3 }, { canvasser: null, attempts: 1 }]);
    await door.send(key, '/contact-attempts/voids', { correctionId: id('void', String(organizations)), attemptId: id('knock', String(organizations), '1'), reasonCode: 'duplicate' });
    expect((await report('productivity')).totals).toMatchObject({ attempts: 4, contacts: 2, hours: 5 });
    // Under an id of another system they are somebody else, until the two are linked.
    await knock('2026-10-03T19:10:00Z', { canvasserId: '9', turfId: 'turf-8' });
    expect((await report('productivity')).totals).toMatchObject({ attempts: 4, outsideShifts: 2 });
    await door.send(key, '/person-links', { linkId: id('link', String(organizations)), person: { system: 'mobilize', scope: 'person', id: 'bob' }, same: { system: 'van', scope: 'OH.myvoters', id: '9' }, basis: 'same-email' });
    expect((await report('productivity')).totals).toMatchObject({ attempts: 5, outsideShifts: 1 });
  });

  it('has the hours that nobody said of which shift they were on the day of the check-in, as volunteer-hours has them', async () => {
    await step('ann', 'walked-in', { volunteerEventId: saturday, at: '2026-10-05T01:00:00Z' });
    await step('ann', 'checked-in', { at: '2026-10-05T01:00:00Z' });
    await step('ann', 'checked-out', { at: '2026-10-05T03:00:00Z' });
    for (const name of ['volunteer-hours', 'productivity']) expect([name, (await report(name, 'groupBy=day')).rows]).toMatchObject([name, [{ day: '2026-10-04', hours: 2 }]]);
  });

  it('has what was knocked on both sides of a midnight, here or in UTC, in the one shift', async () => {
    const evening = id('evening');
    await door.send(key, '/shifts', { shiftId: evening, volunteerEventId: saturday, starts: '2026-10-03T18:00', ends: '2026-10-04T02:00', zone: 'America/New_York' });
    await schedule('ann', { shiftId: evening });
    await step('ann', 'turf-assigned', { turfIds: ['turf-1'], listIds: ['list-1'] });
    await steps('ann', 'completed');
    const where = [{ canvasserId: 'ann' }, { turfId: 'turf-1' }, { listId: 'list-1' }];
    for (const attemptedAt of ['22:00:00', '23:59:59', '00:00:00', '04:00:00', '05:59:59', '06:00:00']) {
      const day = attemptedAt < '12' ? '2026-10-04' : '2026-10-03';
      for (const more of where) {
        await door.send(key, '/contact-attempts', { attemptId: id('knock', String(organizations), String(++tick)), voter: { system: 'van', scope: 'OH', id: String(tick) }, contactTypeId: 2, inputTypeId: 4, resultCodeId: 1, campaignId: 'c', attemptedAt: `${day}T${attemptedAt}Z`, ...more });
      }
    }
    expect((await report('productivity')).totals).toMatchObject({ attempts: 15, outsideShifts: 3, shifts: 1, hours: 8 });
  });

  it('knows a canvasser\'s id within its system and scope alone, linked or not', async () => {
    const knocked = async (system: string, scope: string, canvasserId: string) => door.send(key, '/contact-attempts', {
      attemptId: id('knock', String(organizations), String(++tick)), voter: { system, scope, id: '1' }, contactTypeId: 2, inputTypeId: 4, resultCodeId: 1, campaignId: 'c', attemptedAt: '2026-10-03T15:00:00Z', canvasserId,
    });
    const volunteers = { ann: { system: 'mobilize', scope: 'person', id: '57' }, bob: { system: 'pdi', scope: 'CA', id: '7' }, cas: { system: 'van', scope: 'MI', id: '7' } };
    for (const [who, reference] of Object.entries(volunteers)) {
      await schedule(who, { volunteer: { reference } });
      await step(who, 'completed', { volunteer: { reference } });
    }
    const whose = async () => {
      const { rows, totals } = await report('productivity', 'groupBy=volunteer');
      return [...rows.map(({ volunteer, attempts }) => `${String(volunteer)}: ${String(attempts)}`).sort(), `nobody: ${String(totals.outsideShifts)}`];
    };
    await knocked('van', 'OH', '7');
    await knocked('pdi', 'CA', '7');
    await knocked('pdi', 'TX', '7');
    await knocked('other', 'x', '7');
    const apart = ['mobilize/person/57: 0', 'pdi/CA/7: 2', 'van/MI/7: 1', 'nobody: 1'];
    expect(await whose()).toEqual(apart);
    const linkId = id('link', String(organizations));
    await door.send(key, '/person-links', { linkId, person: volunteers.ann, same: { system: 'van', scope: 'OH', id: '7' }, basis: 'vendor-match' });
    await knocked('van', 'WI', '7');
    expect(await whose()).toEqual(['mobilize/person/57: 1', 'pdi/CA/7: 2', 'van/MI/7: 0', 'nobody: 2']);
    await door.send(key, '/person-links/removals', { unlinkId: id('unlink', String(organizations)), linkId, reasonCode: 'different-persons' });
    expect(await whose()).toEqual(['mobilize/person/57: 0', 'pdi/CA/7: 2', 'van/MI/7: 2', 'nobody: 1']);
  });

  it('names a canvasser by the system and scope of the voters in every report: two systems\' canvasser 7 are two', async () => {
    await schedule('ann', { volunteer: { reference: { system: 'pdi', scope: 'CA', id: '7' } } });
    await step('ann', 'completed', { volunteer: { reference: { system: 'pdi', scope: 'CA', id: '7' } }, turfIds: ['turf-1'] });
    for (const [n, [system, scope]] of [['van', 'OH'], ['pdi', 'CA'], ['pdi', 'CA']].entries()) {
      await door.send(key, '/contact-attempts', {
        attemptId: id('knock', String(organizations), String(n)), voter: { system, scope, id: '1' }, contactTypeId: 2, inputTypeId: 4, resultCodeId: 14, campaignId: 'c', attemptedAt: '2026-10-03T15:00:00Z', canvasserId: '7', turfId: 'turf-1',
      });
    }
    for (const [name, query] of CANVASSERS) {
      expect([name, (await report(name, query)).rows]).toMatchObject([name, [{ canvasser: 'pdi/CA/7', attempts: 2 }, { canvasser: 'van/OH/7', attempts: 1 }]]);
      expect((await report(name, 'canvasser=van/OH/7')).totals).toMatchObject({ attempts: 1 });
    }
    // The voter 7 of the same scope is somebody else, whoever that is linked to.
    await door.send(key, '/person-links', { linkId: id('link', String(organizations)), person: { system: 'pdi', scope: 'CA', id: '7' }, same: { system: 'van', scope: 'OH', id: '7' }, basis: 'vendor-match' });
    for (const [name, query] of CANVASSERS) expect([name, (await report(name, query)).rows]).toMatchObject([name, [{ canvasser: 'pdi/CA/7', attempts: 2 }, { canvasser: 'van/OH/7', attempts: 1 }]]);
  });

  it('counts the contacts of a canvasser alike in every report: a text that was not delivered reached nobody, whichever was told first', async () => {
    await schedule('ann');
    await step('ann', 'completed', { canvasserId: 'texter' });
    const [late, early, sent] = ['late', 'early', 'sent'].map((name) => id(name, String(organizations))) as [string, string, string];
    const text = (attemptId: string) => door.send(key, '/contact-attempts', { attemptId, voter: { system: 'van', scope: 'OH', id: attemptId }, contactTypeId: 37, inputTypeId: 4, resultCodeId: 14, campaignId: 'c', attemptedAt: '2026-10-03T15:00:00Z', canvasserId: 'texter' });
    const delivery = (attemptId: string, status: string, code?: string) => door.send(key, '/contact-attempts/deliveries', { deliveryId: id('delivery', attemptId), attemptId, status, code, reportedAt: '2026-10-03T15:01:00Z' });
    await text(late);
    await delivery(late, 'undelivered', '30003');
    await delivery(early, 'undelivered', '30003');
    await text(early);
    await text(sent);
    await delivery(sent, 'delivered');
    for (const [name, query] of CANVASSERS) {
      const { rows, totals } = await report(name, query);
      expect([name, rows, totals]).toMatchObject([name, [{ canvasser: 'van/OH/texter', attempts: 3, contacts: 1 }], { attempts: 3, contacts: 1 }]);
    }
  });
});
