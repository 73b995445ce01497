import { afternoon, id, morning, saturday, saturdaysCanvass } from './saturdays-canvass.js';

describe("a Saturday's canvass", () => {
  const { ask, lastStep, mark, report, schedule, send, step, steps, withNames } = saturdaysCanvass();

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
    await send('/signups/voids', { correctionId: id('void', mark()), signupId: id('signup', mark(), 'bob'), stepId: lastStep('bob', 'scheduled'), reasonCode: 'wrong-volunteer' });
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
    const named = await withNames(`/reports/show-rates/signups?confirmations=2&shift=${morning}&outcome=moved`);
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
    await send('/signups/voids', { correctionId: id('void', mark()), signupId: id('signup', mark(), 'ann'), stepId: lastStep('ann', 'confirmed'), reasonCode: 'wrong-step' });
    await send('/signups/sightings', { sightingId: id('shown'), signupId: id('signup', mark(), 'ann'), volunteer, status: 'scheduled', shiftId: morning });
    expect((await report('volunteer-history', 'volunteer=mobilize/person/ann')).totals).toEqual({ events: 4, signups: 1, steps: 1, voided: 1 });
  });

  it('has in the history of a volunteer no void of what was told of somebody else in the same signup, though it came before that', async () => {
    await schedule('bob');
    const wrong = { stepId: id('wrong', mark()), signupId: id('signup', mark(), 'bob') };
    await send('/signups/voids', { correctionId: id('void', mark()), ...wrong, reasonCode: 'wrong-volunteer' });
    expect((await report('volunteer-history', 'volunteer=mobilize/person/bob')).totals).toMatchObject({ events: 2, steps: 1 });
    await step('ann', 'scheduled', { ...wrong, shiftId: morning });
    expect((await report('volunteer-history', 'volunteer=mobilize/person/bob')).totals).toEqual({ events: 1, signups: 1, steps: 1, voided: 0 });
    expect((await report('volunteer-history', 'volunteer=mobilize/person/ann')).totals).toEqual({ events: 2, signups: 1, steps: 0, voided: 1 });
  });

  it('has a calendar with the gaps to minimum and goal of each role', async () => {
    await aSaturday();
    const { rows, totals } = await report('shift-calendar', 'from=2026-10-03&until=2026-10-03');
    expect(rows.map(({ shift, role, expected, confirmed, confirmedTwice, came, minimum, goal, gapToMinimum, gapToGoal, overCapacity }) => [shift, role, expected, confirmed, confirmedTwice, came, minimum, goal, gapToMinimum, gapToGoal, overCapacity])).toEqual([
      [morning, 'canvasser', 6, 4, 4, 4, 3, 5, 0, 0, 3], [morning, 'host', 0, 0, 0, 0, 1, null, 1, null, 3], [afternoon, 'canvasser', 1, 0, 0, 0, 3, 5, 2, 4, 0], [afternoon, 'host', 0, 0, 0, 0, 1, null, 1, null, 0],
    ]);
    expect(totals).toEqual({ shifts: 2, calledOff: 0, expected: 7, confirmed: 4, came: 4, gapToMinimum: 4, gapToGoal: 4 });
    expect((await report('shift-calendar/expected', `shift=${afternoon}`)).rows).toMatchObject([{ person: 'mobilize/person/dee', status: 'scheduled', confirmations: 0 }]);
    expect((await report('shift-calendar', 'from=2026-10-04')).rows).toEqual([]);
    // An empty value is what names none, as in every report.
    expect([(await report('shift-calendar', 'campaign=')).totals.shifts, (await report('shift-calendar', 'organizer=')).totals.shifts]).toEqual([2, 0]);
  });

  it('has shifts in its calendar for which nobody signed up, and signups at those whose event nobody told of', async () => {
    const [lonely, untold] = [id('lonely'), id('untold')];
    const plain = id('plain event');
    await send('/volunteer-events', { volunteerEventId: plain, eventType: 'phone-bank', zone: 'America/New_York', locationId: 'office' });
    for (const [shiftId, volunteerEventId] of [[lonely, plain], [untold, id('never told')]] as const) {
      await send('/shifts', { shiftId, volunteerEventId, starts: '2026-10-04T10:00', ends: '2026-10-04T13:00', zone: 'America/New_York', capacity: 2 });
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
    expect((await report('productivity', 'volunteer=van/OH/0')).totals).toEqual({ attempts: 0, contacts: 0, doors: 0, shifts: 0, hours: 0, attemptsPerHour: null, contactsPerHour: null, doorsPerHour: null, contactsPerAttempt: null, outsideShifts: 0 });
    expect((await report('confirmation-funnel')).totals).toMatchObject({ invited: 0, scheduled: 0, messagesLeft: 0, confirmedOfScheduled: null });
  });

  it('names whom it expects for who may see persons, as the last correction named them', async () => {
    await schedule('ann');
    const corrected = { stepId: id('corrected', mark()), signupId: id('signup', mark(), 'ann'), step: 'scheduled', volunteer: { reference: { system: 'mobilize', scope: 'person', id: 'ann' }, lastName: 'Marchbanks' }, at: '2026-09-26T12:00:00Z', shiftId: afternoon };
    await send('/signups/amendments', { correctionId: id('correction', mark()), stepId: lastStep('ann', 'scheduled'), reasonCode: 'wrong-shift', step: corrected });
    expect((await report('shift-calendar/expected', `shift=${morning}`)).rows).toEqual([]);
    expect(JSON.stringify((await report('shift-calendar/expected', `shift=${afternoon}`)).rows)).not.toMatch(/Marchbanks|details/);
    expect((await withNames(`/reports/shift-calendar/expected?shift=${afternoon}`)).rows).toMatchObject([{ person: 'mobilize/person/ann', details: { lastName: 'Marchbanks' }, erased: false }]);
  });

  it('is over its capacity with all whom it expects, whatever their roles, and lists them by role and person', async () => {
    for (const who of ['cas', 'ann']) await schedule(who);
    for (const who of ['eve', 'bob']) await schedule(who, { roleId: 'host' });
    expect((await report('shift-calendar')).rows.filter(({ shift }) => shift === morning)).toMatchObject([{ role: 'canvasser', expected: 2, overCapacity: 1 }, { role: 'host', expected: 2, overCapacity: 1 }]);
    expect((await report('shift-calendar/expected', `shift=${morning}`)).rows.map(({ role, person }) => [role, person])).toEqual([
      ['canvasser', 'mobilize/person/ann'], ['canvasser', 'mobilize/person/cas'], ['host', 'mobilize/person/bob'], ['host', 'mobilize/person/eve'],
    ]);
  });

  it('that is called off expects nobody', async () => {
    await aSaturday();
    await send('/shifts/cancellations', { cancellationId: id('called off'), shiftId: afternoon, cancelledAt: '2026-10-02T12:00:00Z', reasonCode: 'weather' });
    expect((await report('show-rates', `shift=${afternoon}`)).totals).toMatchObject({ scheduled: 0, calledOff: 1, showRate: null });
    expect((await report('shift-calendar', `from=2026-10-03`)).totals).toMatchObject({ calledOff: 1, gapToMinimum: 1 });
  });

  it('that was called off by mistake expects everybody again when it is reinstated, and with its event', async () => {
    const expected = async () => (await report('show-rates', `shift=${afternoon}`)).totals;
    await aSaturday();
    await send('/shifts/cancellations', { cancellationId: id('off'), shiftId: afternoon, cancelledAt: '2026-10-02T12:00:00Z', reasonCode: 'entered-in-error' });
    const again = { reinstatementId: id('on'), shiftId: afternoon, reinstatedAt: '2026-10-02T12:10:00Z', reasonCode: 'entered-in-error' };
    expect(await ask('/shifts/reinstatements', again)).toMatchObject({ status: 201, body: { flags: [] } });
    expect(await ask('/shifts/reinstatements', { ...again, reinstatedAt: '2026-10-02T08:10:00-04:00' })).toMatchObject({ status: 200 });
    expect(await expected()).toMatchObject({ scheduled: 1, calledOff: 0, open: 1 });
    await send('/volunteer-events/cancellations', { cancellationId: id('all off'), volunteerEventId: saturday, cancelledAt: '2026-10-02T13:00:00Z', reasonCode: 'weather' });
    expect(await expected()).toMatchObject({ scheduled: 0, calledOff: 1 });
    await send('/volunteer-events/reinstatements', { reinstatementId: id('all on'), volunteerEventId: saturday, reinstatedAt: '2026-10-02T18:00:00Z', reasonCode: 'weather' });
    expect(await expected()).toMatchObject({ scheduled: 1, calledOff: 0 });
    expect((await report('shift-calendar', `from=2026-10-03`)).totals).toMatchObject({ calledOff: 0, expected: 7 });
  });

  it('never called who neither confirmed, nor was left a message, nor declined by themselves', async () => {
    for (const who of ['ann', 'bob', 'cas', 'dee']) await schedule(who);
    await steps('bob', 'confirmed');
    await steps('cas', 'message-left');
    await steps('dee', 'declined');
    for (const name of ['confirmation-funnel', 'show-rates']) expect((await report(name)).totals).toMatchObject({ scheduled: 4, neverCalled: 1 });
  });

  it('has whom a source shows as walked in, or as having declined, without saying when', async () => {
    const show = (who: string, status: string) => send('/signups/sightings', {
      sightingId: id('sighting', mark(), who, status), signupId: id('signup', mark(), who), volunteer: { reference: { system: 'van', scope: 'OH', id: who } }, status, shiftId: morning, roleId: 'canvasser',
    });
    await show('ann', 'walked-in');
    for (const status of ['scheduled', 'declined']) await show('bob', status);
    expect((await report('show-rates')).totals).toMatchObject({ scheduled: 1, declined: 1, walkIns: 1, neverCalled: 0 });
    expect((await report('confirmation-funnel')).totals).toMatchObject({ scheduled: 1, neverCalled: 0 });
    expect((await report('shift-calendar')).totals).toMatchObject({ expected: 1, came: 1 });
  });

  it('counts who came as canvasser, and is booked as host for the next shift, in each role where they had it', async () => {
    await schedule('ann');
    await step('ann', 'completed', { at: '2026-10-03T17:00:00.000Z' });
    await step('ann', 'rescheduled', { shiftId: afternoon, roleId: 'host', at: '2026-10-03T17:30:00.000Z' });
    expect((await report('shift-calendar')).rows.map(({ shift, role, expected, came }) => [shift, role, expected, came])).toEqual([[morning, 'canvasser', 1, 1], [morning, 'host', 0, 0], [afternoon, 'canvasser', 0, 0], [afternoon, 'host', 1, 0]]);
    expect((await report('volunteer-hours', 'groupBy=role')).rows).toMatchObject([{ role: 'canvasser', hours: 3 }]);
  });

  it('has invited whom a source shows as invited without saying when, whatever became of them', async () => {
    for (const who of ['ann', 'bob', 'cas', 'dee']) {
      await send('/signups/sightings', { sightingId: id('sighting', mark(), who), signupId: id('signup', mark(), who), volunteer: { reference: { system: 'mobilize', scope: 'person', id: who } }, status: 'invited', shiftId: morning });
    }
    await step('bob', 'completed', { shiftId: morning });
    await step('cas', 'no-show', { shiftId: morning });
    await schedule('dee');
    await step('dee', 'rescheduled', { shiftId: afternoon });
    expect((await report('confirmation-funnel')).totals).toMatchObject({ invited: 4, scheduled: 2, scheduledOfInvited: 0.5, medianInvitedToScheduledHours: null });
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
});
