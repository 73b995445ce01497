import type { Meta } from '@fieldledger/kernel';
import { slugOf } from '@fieldledger/testing';
import type { VolunteerEventEvent } from './volunteer-event-events.js';
import { VOLUNTEER_EVENT_EXAMPLES } from './volunteer-event-examples.js';
import { cancelVolunteerEvent, changeVolunteerEvent, planVolunteerEvent, reinstateVolunteerEvent, volunteerEventDecider, type VolunteerEventState } from './volunteer-event.js';

const { VolunteerEventPlanned: planned, VolunteerEventChanged: changed, VolunteerEventCancelled: cancelled, VolunteerEventReinstated: reinstated } = VOLUNTEER_EVENT_EXAMPLES;
const { changeId, flags: _flags, ...changedTo } = changed.data;
const meta = { receivedAt: '2026-10-03T00:00:00.000Z' } as Meta;
const after = (...events: readonly VolunteerEventEvent[]): VolunteerEventState => events.reduce(volunteerEventDecider.evolve, volunteerEventDecider.initial);

describe('an event for volunteers', () => {
  it('is planned, changed and called off, each as it was told', () => {
    expect(planVolunteerEvent(planned.data)).toEqual([planned]);
    expect(changeVolunteerEvent({ changeId, volunteerEvent: changedTo }, after(planned))).toEqual([changed]);
    const { flags: _none, ...off } = cancelled.data;
    expect(cancelVolunteerEvent(off, after(planned), meta)).toEqual([cancelled]);
    const { flags: _known, ...on } = reinstated.data;
    expect(reinstateVolunteerEvent(on, after(planned, cancelled), meta)).toEqual([reinstated]);
    expect([planned, changed, cancelled, reinstated].map(({ data }) => volunteerEventDecider.asked(data))).toEqual([planned.data, { changeId, volunteerEvent: changedTo }, off, on]);
  });

  it('is changed and called off also before its plan is known', () => {
    expect(changeVolunteerEvent({ changeId, volunteerEvent: changedTo }, after())[0]!.data).toMatchObject({ flags: [] });
    expect(changeVolunteerEvent({ changeId, volunteerEvent: changedTo }, after(cancelled))[0]!.data).toMatchObject({ flags: ['cancelled-before'] });
    expect(cancelVolunteerEvent(cancelled.data, after(cancelled), meta)[0]!.data).toMatchObject({ flags: ['event-unknown', 'cancelled-before'] });
    expect(reinstateVolunteerEvent(reinstated.data, after(), meta)[0]!.data).toMatchObject({ flags: ['event-unknown', 'not-cancelled'] });
    expect(changeVolunteerEvent({ changeId, volunteerEvent: changedTo }, after(reinstated, cancelled))[0]!.data).toMatchObject({ flags: [] });
  });

  it.each([
    ['a role twice', 'role-named-twice', [{ roleId: 'host', minimum: 1 }, { roleId: 'canvasser' }, { roleId: 'host', minimum: 2 }]],
    ['a minimum above the goal', 'minimum-above-goal', [{ roleId: 'host', minimum: 3, goal: 2 }]],
    ['a minimum that is the goal, and one alone', 'no rejection', [{ roleId: 'host', minimum: 2, goal: 2 }, { roleId: 'canvasser', minimum: 8 }]],
  ])('that names %s meets %s', (_what, slug, roles) => {
    expect(slugOf(() => planVolunteerEvent({ ...planned.data, roles }))).toBe(slug);
    expect(slugOf(() => changeVolunteerEvent({ changeId, volunteerEvent: { ...changedTo, roles } }, after()))).toBe(slug);
  });
});
