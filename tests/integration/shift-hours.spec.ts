import { afternoon, id, morning, saturday, saturdaysCanvass } from './saturdays-canvass.js';

/** Every report that tells canvassers apart. */
const CANVASSERS = [['contact-rates', 'groupBy=canvasser'], ['canvasser-activity', ''], ['productivity', 'groupBy=canvasser']] as const;

describe("the hours of a Saturday's canvass, and what was done in them", () => {
  const { another, ask, mark, report, schedule, send, step, steps } = saturdaysCanvass();

  it('counts hours from instants, overlapping ones once, and holds what nobody checked out', async () => {
    await schedule('ann');
    await step('ann', 'checked-in', { at: '2026-10-03T14:00:00Z' });
    await step('ann', 'checked-out', { at: '2026-10-03T16:30:00Z' });
    await send('/signups/steps', {
      stepId: id('again'), signupId: id('second signup', mark()), step: 'completed', volunteer: { reference: { system: 'mobilize', scope: 'person', id: 'ann' } }, at: '2026-10-03T21:00:00Z', shiftId: morning,
    });
    await send('/signups/steps', {
      stepId: id('placed'), signupId: id('second signup', mark()), step: 'scheduled', volunteer: { reference: { system: 'mobilize', scope: 'person', id: 'ann' } }, at: '2026-09-20T21:00:00Z', shiftId: morning, roleId: 'host',
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
      await send('/contact-attempts', {
        attemptId: id('knock', mark(), String(n)), voter: { system: 'van', scope: 'OH', id: '1' }, contactTypeId: 2, inputTypeId: 4, resultCodeId: 1, campaignId: 'c', attemptedAt: `2026-10-03T${time}:00Z`, canvasserId: 'ann',
      });
    }
    const hours = async () => Object.fromEntries((await report('volunteer-hours', 'groupBy=shift')).rows.map(({ shift, hours: of, overlapping }) => [shift, [of, overlapping]]));
    expect(await hours()).toEqual({ [morning]: [2, 0], [afternoon]: [1, 0] });
    expect((await report('productivity', 'groupBy=shift')).rows.map(({ shift, attempts }) => [shift, attempts]).sort()).toEqual([[morning, 2], [afternoon, 1]].sort());
    // A third list says that they were there from ten to one: an hour of it is new.
    await step('ann by hand', 'completed', { ...person, shiftId: id('third'), at: '2026-10-03T18:00:00Z' });
    await send('/shifts', { shiftId: id('third'), volunteerEventId: saturday, starts: '2026-10-03T12:00', ends: '2026-10-03T14:00', zone: 'America/New_York' });
    expect(await hours()).toEqual({ [morning]: [2, 0], [afternoon]: [1, 0], [id('third')]: [1, 1] });
  });

  it('counts from the start of one\'s own to the end of the shift, and holds what would end before it began', async () => {
    const sight = (who: string, startsAt: string) => send('/signups/sightings', {
      sightingId: id('own time', who), signupId: id('signup', mark(), who), volunteer: { reference: { system: 'van', scope: 'OH', id: who } }, status: 'completed', shiftId: morning, startsAt,
    });
    await sight('ann', '2026-10-03T10:30:00-04:00');
    await sight('bob', '2026-10-03T14:00:00-04:00');
    expect((await report('volunteer-hours', 'groupBy=volunteer')).rows).toMatchObject([{ volunteer: 'van/OH/ann', hours: 2.5, inReview: 0 }, { volunteer: 'van/OH/bob', hours: 0, inReview: 1 }]);
  });

  it('knows a volunteer of two systems as two until they are linked, and again when the link is undone', async () => {
    await schedule('ann');
    await steps('ann', 'completed');
    await send('/signups/sightings', {
      sightingId: id('sighting'), signupId: id('van signup'), volunteer: { reference: { system: 'van', scope: 'OH.myvoters', id: '7' } }, status: 'completed', shiftId: morning, roleId: 'canvasser',
    });
    expect((await report('volunteer-hours')).totals).toMatchObject({ volunteers: 2, hours: 6 });
    const linkId = id('link', mark());
    await send('/person-links', { linkId, person: { system: 'mobilize', scope: 'person', id: 'ann' }, same: { system: 'van', scope: 'OH.myvoters', id: '7' }, basis: 'same-email' });
    expect((await report('volunteer-hours')).totals).toMatchObject({ volunteers: 1, hours: 3, overlapping: 1 });
    expect((await report('show-rates')).totals).toMatchObject({ volunteers: 1 });
    // Asked for by either of their references, it is they.
    for (const name of ['volunteer-hours', 'productivity']) {
      for (const [reference, hours] of [['mobilize/person/ann', 3], ['van/OH.myvoters/7', 3], ['van/OH.myvoters/8', 0]] as const) expect([name, reference, (await report(name, `volunteer=${reference}`)).totals]).toMatchObject([name, reference, { hours }]);
    }
    await send('/person-links/removals', { unlinkId: id('unlink', mark()), linkId, reasonCode: 'different-persons' });
    expect((await report('volunteer-hours')).totals).toMatchObject({ volunteers: 2, hours: 6 });
  });

  it('counts the hours that a night had when the clocks changed', async () => {
    const night = id('night');
    await send('/shifts', { shiftId: night, volunteerEventId: saturday, starts: '2026-10-31T23:00', ends: '2026-11-01T02:00', zone: 'America/New_York' });
    await schedule('ann', { shiftId: night });
    await steps('ann', 'completed');
    expect((await report('volunteer-hours')).totals).toMatchObject({ hours: 4 });
    const twice = await ask('/shifts', { shiftId: id('twice'), volunteerEventId: saturday, starts: '2026-11-01T01:30', ends: '2026-11-01T05:00', zone: 'America/New_York' });
    expect(twice).toMatchObject({ status: 400, body: { type: expect.stringContaining('local-time-ambiguous') as string, neighbours: ['2026-11-01T01:30:00-04:00', '2026-11-01T01:30:00-05:00'] } });
  });

  it('tells what each shift-hour brought, by canvasser and turf, and what was knocked outside all shifts', async () => {
    await schedule('ann');
    await step('ann', 'turf-assigned', { turfIds: ['turf-1', 'turf-2'] });
    await step('ann', 'checked-in', { at: '2026-10-03T14:00:00Z', canvasserId: 'canvasser-1' });
    await step('ann', 'checked-out', { at: '2026-10-03T16:00:00Z' });
    await schedule('bob', { shiftId: afternoon });
    await steps('bob', 'completed');
    let knocks = 0;
    const knock = (attemptedAt: string, more: object, resultCodeId = 1) => send('/contact-attempts', {
      attemptId: id('knock', mark(), String(++knocks)), voter: { system: 'van', scope: 'OH', id: String(knocks) }, contactTypeId: 2, inputTypeId: 4, resultCodeId, campaignId: 'c', attemptedAt, ...more,
    });
    for (const minute of ['00', '10', '59']) await knock(`2026-10-03T15:${minute}:00Z`, { canvasserId: 'canvasser-1', turfId: 'turf-1', ...(minute !== '59' && { doorId: '12-alder' }) }, 14);
    await knock('2026-10-03T14:00:00Z', { turfId: 'turf-2', doorId: '14-alder' });
    await knock('2026-10-03T16:00:00Z', { turfId: 'turf-2', doorId: '16-alder' });
    await knock('2026-10-03T19:00:00Z', { canvasserId: 'bob', turfId: 'turf-9' });
    const { rows, totals } = await report('productivity', 'groupBy=shift');
    expect(totals).toEqual({ attempts: 5, contacts: 3, doors: 2, shifts: 2, hours: 5, attemptsPerHour: 1, contactsPerHour: 0.6, doorsPerHour: 0.4, contactsPerAttempt: 0.6, outsideShifts: 1 });
    expect(rows.map(({ shift, attempts, hours, attemptsPerHour }) => [shift, attempts, hours, attemptsPerHour]).sort()).toEqual([[morning, 4, 2, 2], [afternoon, 1, 3, 0.33]].sort());
    // Three of ann's four knocks were in the one turf, and so were three quarters of her two hours.
    expect((await report('productivity', 'groupBy=turf')).rows).toMatchObject([{ turf: 'turf-1', attempts: 3, hours: 1.5 }, { turf: 'turf-2', attempts: 1, hours: 0.5 }, { turf: 'turf-9', attempts: 1, hours: 3 }]);
    expect(rows.every((row) => !('outsideShifts' in row))).toBe(true);
    expect((await report('productivity', 'groupBy=canvasser&event=' + saturday)).rows).toMatchObject([{ canvasser: 'van/OH/bob', attempts: 1 }, { canvasser: 'van/OH/canvasser-1', attempts: 3 }, { canvasser: null, attempts: 1 }]);
    await send('/contact-attempts/voids', { correctionId: id('void', mark()), attemptId: id('knock', mark(), '1'), reasonCode: 'duplicate' });
    expect((await report('productivity')).totals).toMatchObject({ attempts: 4, contacts: 2, hours: 5 });
    // Under an id of another system they are somebody else, until the two are linked.
    await knock('2026-10-03T19:10:00Z', { canvasserId: '9', turfId: 'turf-8' });
    expect((await report('productivity')).totals).toMatchObject({ attempts: 4, outsideShifts: 2 });
    await send('/person-links', { linkId: id('link', mark()), person: { system: 'mobilize', scope: 'person', id: 'bob' }, same: { system: 'van', scope: 'OH.users', id: '9' }, basis: 'same-email' });
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
    await send('/shifts', { shiftId: evening, volunteerEventId: saturday, starts: '2026-10-03T18:00', ends: '2026-10-04T02:00', zone: 'America/New_York' });
    await schedule('ann', { shiftId: evening });
    await step('ann', 'turf-assigned', { turfIds: ['turf-1'], listIds: ['list-1'] });
    await steps('ann', 'completed');
    const where = [{ canvasserId: 'ann' }, { turfId: 'turf-1' }, { listId: 'list-1' }];
    for (const attemptedAt of ['22:00:00', '23:59:59', '00:00:00', '04:00:00', '05:59:59', '06:00:00']) {
      const day = attemptedAt < '12' ? '2026-10-04' : '2026-10-03';
      for (const more of where) {
        const number = another();
        await send('/contact-attempts', { attemptId: id('knock', mark(), number), voter: { system: 'van', scope: 'OH', id: number }, contactTypeId: 2, inputTypeId: 4, resultCodeId: 1, campaignId: 'c', attemptedAt: `${day}T${attemptedAt}Z`, ...more });
      }
    }
    expect((await report('productivity')).totals).toMatchObject({ attempts: 15, outsideShifts: 3, shifts: 1, hours: 8 });
  });

  it('knows a canvasser\'s id within its system and scope alone, linked or not', async () => {
    const knocked = async (system: string, scope: string, canvasserId: string) => send('/contact-attempts', {
      attemptId: id('knock', mark(), another()), voter: { system, scope, id: '1' }, contactTypeId: 2, inputTypeId: 4, resultCodeId: 1, campaignId: 'c', attemptedAt: '2026-10-03T15:00:00Z', canvasserId,
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
    const linkId = id('link', mark());
    await send('/person-links', { linkId, person: volunteers.ann, same: { system: 'van', scope: 'OH', id: '7' }, basis: 'vendor-match' });
    await knocked('van', 'WI', '7');
    expect(await whose()).toEqual(['mobilize/person/57: 1', 'pdi/CA/7: 2', 'van/MI/7: 0', 'nobody: 2']);
    await send('/person-links/removals', { unlinkId: id('unlink', mark()), linkId, reasonCode: 'different-persons' });
    expect(await whose()).toEqual(['mobilize/person/57: 0', 'pdi/CA/7: 2', 'van/MI/7: 2', 'nobody: 1']);
  });

  it('takes no VANID for the number of a VAN user: whoever signed up under it, or is linked with it, did not knock under it', async () => {
    const volunteers = { ann: { system: 'mobilize', scope: 'person', id: 'ann' }, bob: { system: 'van', scope: 'OH.mycampaign', id: '55' } };
    for (const [who, reference] of Object.entries(volunteers)) {
      await schedule(who, { volunteer: { reference } });
      await step(who, 'completed', { volunteer: { reference } });
    }
    const link = (scope: string, number: string) => send('/person-links', { linkId: id('link', mark(), scope), person: volunteers.ann, same: { system: 'van', scope, id: number }, basis: 'vendor-match' });
    const knocked = (canvasserId: string) => send('/contact-attempts', {
      attemptId: id('knock', mark(), another()), voter: { system: 'van', scope: 'OH.myvoters', id: '1' }, contactTypeId: 2, inputTypeId: 4, resultCodeId: 1, campaignId: 'c', attemptedAt: '2026-10-03T15:00:00Z', canvasserId,
    });
    await link('OH.myvoters', '1044321');
    for (const user of ['1044321', '55']) await knocked(user);
    expect((await report('productivity')).totals).toMatchObject({ attempts: 0, outsideShifts: 2 });
    await link('OH.users', '55');
    expect((await report('productivity', 'groupBy=volunteer')).rows).toMatchObject([{ volunteer: 'mobilize/person/ann', attempts: 1 }, { volunteer: 'van/OH.mycampaign/55', attempts: 0 }]);
  });

  it('names a canvasser by the system and scope of the voters in every report: two systems\' canvasser 7 are two', async () => {
    await schedule('ann', { volunteer: { reference: { system: 'pdi', scope: 'CA', id: '7' } } });
    await step('ann', 'completed', { volunteer: { reference: { system: 'pdi', scope: 'CA', id: '7' } }, turfIds: ['turf-1'] });
    for (const [n, [system, scope]] of [['van', 'OH'], ['pdi', 'CA'], ['pdi', 'CA']].entries()) {
      await send('/contact-attempts', {
        attemptId: id('knock', mark(), String(n)), voter: { system, scope, id: '1' }, contactTypeId: 2, inputTypeId: 4, resultCodeId: 14, campaignId: 'c', attemptedAt: '2026-10-03T15:00:00Z', canvasserId: '7', turfId: 'turf-1',
      });
    }
    for (const [name, query] of CANVASSERS) {
      expect([name, (await report(name, query)).rows]).toMatchObject([name, [{ canvasser: 'pdi/CA/7', attempts: 2 }, { canvasser: 'van/OH/7', attempts: 1 }]]);
      expect((await report(name, 'canvasser=van/OH/7')).totals).toMatchObject({ attempts: 1 });
    }
    // The voter 7 of the same scope is somebody else, whoever that is linked to.
    await send('/person-links', { linkId: id('link', mark()), person: { system: 'pdi', scope: 'CA', id: '7' }, same: { system: 'van', scope: 'OH', id: '7' }, basis: 'vendor-match' });
    for (const [name, query] of CANVASSERS) expect([name, (await report(name, query)).rows]).toMatchObject([name, [{ canvasser: 'pdi/CA/7', attempts: 2 }, { canvasser: 'van/OH/7', attempts: 1 }]]);
  });

  it('counts the contacts of a canvasser alike in every report: a text that was not delivered reached nobody, whichever was told first', async () => {
    await schedule('ann');
    await step('ann', 'completed', { canvasserId: 'texter' });
    const [late, early, sent] = ['late', 'early', 'sent'].map((name) => id(name, mark())) as [string, string, string];
    const text = (attemptId: string) => send('/contact-attempts', { attemptId, voter: { system: 'van', scope: 'OH', id: attemptId }, contactTypeId: 37, inputTypeId: 4, resultCodeId: 14, campaignId: 'c', attemptedAt: '2026-10-03T15:00:00Z', canvasserId: 'texter' });
    const delivery = (attemptId: string, status: string, code?: string) => send('/contact-attempts/deliveries', { deliveryId: id('delivery', attemptId), attemptId, status, code, reportedAt: '2026-10-03T15:01:00Z' });
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
