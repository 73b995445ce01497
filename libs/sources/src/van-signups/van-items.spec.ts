import type { RowItem } from '../source.js';
import { eventReading, signupItem, type VanPlace } from './van-items.js';

const PLACE: VanPlace = { name: 'van', scope: 'OH.myvoters', zone: 'America/New_York', statuses: new Map([['our own', { status: 'confirmed' }]]) };
const EVENT = {
  eventId: 7, eventType: { eventTypeId: 1, name: 'Phone Bank' }, locations: [{ locationId: 9, name: 'Invented Hall' }], createdDate: '2026-01-01T00:00:00Z',
  shifts: [{ eventShiftId: 71, startTime: '2026-10-03T10:00:00-04:00', endTime: '2026-10-03T12:00:00-04:00' }], roles: [{ roleId: 5, name: 'Caller', min: 2, goal: 4 }],
};
const SIGNUP = {
  eventSignupId: 1, person: { vanId: 100, firstName: 'Zebulon', lastName: 'Quillfeather' }, event: { eventId: 7 }, shift: { eventShiftId: 71 }, role: { roleId: 5 }, status: { statusId: 23, name: 'Conf Twice' },
  startTimeOverride: '2026-10-03T10:30:00-04:00', endTimeOverride: null, printedLists: [{ number: '1598-49' }], minivanExports: [{ minivanExportId: 2186 }],
};

/** What is sent of an event, and the codes and words of what is not. */
const eventItems = (...told: Parameters<typeof eventReading>) => (eventReading(...told) as { items: readonly RowItem[] }).items;
const faultsOf = (shifts: readonly object[]) => (eventReading({ ...EVENT, shifts }, PLACE) as { leftOut: readonly { code: string; message: string }[] }).leftOut.map(({ code, message }) => `${code}: ${message}`);

describe('VAN\'s events and signups', () => {
  it('tell an event with its roles, and each shift with the offset it was told with', () => {
    const items = eventItems(EVENT, PLACE);
    expect(items.map(({ door }) => door)).toEqual(['volunteer-events/changes', 'shifts/changes']);
    expect(items[0]!.item).toMatchObject({ volunteerEvent: { eventType: 'phone-bank', zone: 'America/New_York', locationId: 'van-9', roles: [{ roleId: '5', minimum: 2, goal: 4 }] } });
    expect(items[1]!.item).toMatchObject({ shift: { starts: '2026-10-03T10:00:00-04:00' } });
    expect(JSON.stringify(items)).not.toContain('Invented');
  });

  it('tell what kind of event it is in as much of the name as a code may have', () => {
    const kindOf = (name: string) => (eventItems({ ...EVENT, eventType: { eventTypeId: 1, name } }, PLACE)[0]!.item as { volunteerEvent: { eventType: string } }).volunteerEvent.eventType;
    expect([kindOf(' Phone/Text Bank! '), kindOf('DAY OF ACTION '.repeat(9))]).toEqual(['phone-text-bank', `${'day-of-action-'.repeat(4)}day-of-a`]);
  });

  it('tell the same shift however its times are written, and refuse one that the clocks showed twice', () => {
    const shift = (startTime: string, endTime: string) => eventItems({ ...EVENT, shifts: [{ eventShiftId: 71, startTime, endTime }] }, PLACE)[1];
    for (const [startTime, endTime] of [['2026-10-03T14:00:00Z', '2026-10-03T09:00:00-07:00'], ['2026-10-03T10:00:00', '2026-10-03 12:00']] as const) expect(shift(startTime, endTime)).toEqual(eventItems(EVENT, PLACE)[1]);
    expect(shift('2026-11-01T01:30:00-04:00', '2026-11-01T01:30:00-05:00')!.item).toMatchObject({ shift: { starts: '2026-11-01T01:30:00-04:00', ends: '2026-11-01T01:30:00-05:00' } });
    expect(shift('2026-11-01T01:30:00', '2026-11-01T03:00:00')).toBeUndefined();
  });

  it('tell an event and its other shifts also where one cannot be, which is named with what to do', () => {
    const [good] = EVENT.shifts;
    const shifts = [{ ...good, eventShiftId: 72, startTime: '2026-11-01T01:30:00', endTime: '2026-11-01T03:00:00' }, good!, { ...good, eventShiftId: 73, endTime: good!.startTime }, { ...good, eventShiftId: 'Zeb', endTime: null }];
    expect(eventItems({ ...EVENT, shifts }, PLACE)).toEqual(eventItems(EVENT, PLACE));
    expect(faultsOf([{ ...good, startTime: '1999-12-31T10:00:00' }])).toEqual(['bad-time: The shift 71 was left out: startTime must be a time between 2000 and 2099.']);
    expect(faultsOf(shifts)).toEqual([
      'time-twice: The shift 72 was left out: startTime: the clocks in America/New_York showed 2026-11-01T01:30:00 twice. Write 2026-11-01T01:30:00-04:00 or 2026-11-01T01:30:00-05:00.',
      'shift-end-before-start: The shift 73 was left out: endTime must be after startTime. Mend the shift in VAN and export the event again.',
      'bad-time: The shift in place 4 was left out: endTime is missing.',
    ]);
  });

  it('tell an event also where a role of it cannot be, which is named', () => {
    const told = eventReading({ ...EVENT, roles: [...EVENT.roles, { roleId: 6, min: 5, goal: 2 }, { roleId: 7, min: -1 }] }, PLACE) as { items: readonly RowItem[]; leftOut: readonly Error[] };
    expect(told.items).toEqual(eventItems(EVENT, PLACE));
    expect(told.leftOut.map(({ message }) => message)).toEqual(['The role 6 was left out: min is above goal. Mend the role in VAN and export the event again.', expect.stringContaining('The role 7 was left out: min of a role')]);
  });

  it('date an event that is told in part at its creation, so that it never holds instead of a fuller one', () => {
    expect(eventItems({ ...EVENT, roles: 'null' }, PLACE)[0]!.item).toMatchObject({ volunteerEvent: { asOf: '2026-01-01T00:00:00Z' } });
  });

  it('tell a signup of the event and shift that were told, with how often it was confirmed', () => {
    const [event, shift] = eventItems(EVENT, PLACE).map(({ item }) => item) as [{ volunteerEvent: object }, { shift: { shiftId: string; volunteerEventId: string } }];
    expect(event.volunteerEvent).toMatchObject({ volunteerEventId: shift.shift.volunteerEventId });
    expect(signupItem(SIGNUP, PLACE).item).toMatchObject({
      status: 'confirmed', confirmations: 2, shiftId: shift.shift.shiftId, volunteerEventId: shift.shift.volunteerEventId, roleId: '5', startsAt: '2026-10-03T14:30:00Z', turfIds: ['1598-49'], listIds: ['2186'],
      volunteer: { reference: { system: 'van', scope: 'OH.myvoters', id: '100' }, lastName: 'Quillfeather' },
    });
  });

  it('have ids that hold nothing private, and differ where the signup does', () => {
    const id = (change: object) => signupItem({ ...SIGNUP, ...change }, PLACE).id;
    expect(id({ person: { vanId: 100, lastName: 'Other' } })).toBe(id({}));
    expect(id({ status: { statusId: 6, name: 'No Show' } })).not.toBe(id({}));
  });

  it('are refused one by one for words that the door would refuse all others with', () => {
    for (const name of ['firstName', 'lastName', 'email', 'phone']) {
      for (const text of ['Quill\0feather', 'Quill\ud800feather', 'Q'.repeat(201)]) expect(() => signupItem({ ...SIGNUP, person: { vanId: 100, [name]: text } }, PLACE)).toThrow(new RegExp(`^${name} is longer than \\d+ characters or holds what is no text`));
    }
    expect(signupItem({ ...SIGNUP, person: { vanId: 100, lastName: '😀'.repeat(200) } }, PLACE).item).toMatchObject({ volunteer: { lastName: '😀'.repeat(200) } });
  });

  it('are refused with an id of more digits than a number holds, which would be that of another', () => {
    expect(signupItem({ ...SIGNUP, eventSignupId: 2 ** 53 - 1 }, PLACE).item).toHaveProperty('signupId');
    for (const eventSignupId of [2 ** 53, 1e20, 1.5]) expect(() => signupItem({ ...SIGNUP, eventSignupId }, PLACE)).toThrow('eventSignupId is not an id');
  });

  it('need a status that is known, and a zone for events', () => {
    expect(() => signupItem({ ...SIGNUP, status: { statusId: 29, name: 'Texted' } }, PLACE)).toThrow('The status "Texted" is not known');
    for (const [name, status] of [['No-Show', 'no-show'], ['NoShow', 'no-show'], ['WalkIn', 'walked-in'], ['Sched - Web', 'scheduled'], ['Sched-Web', 'scheduled'], ['WALK-IN', 'walked-in'], ['Canceled', 'cancelled'], ['Left Message', 'message-left']] as const) {
      expect(signupItem({ ...SIGNUP, status: { name } }, PLACE).item).toMatchObject({ status });
    }
    for (const [name, confirmations] of [['Conf. Twice', 2], ['Confirmed Thrice', 3]] as const) expect(signupItem({ ...SIGNUP, status: { name } }, PLACE).item).toMatchObject({ status: 'confirmed', confirmations });
    expect(signupItem({ ...SIGNUP, status: { statusId: 99, name: 'Our Own' } }, PLACE).item).toMatchObject({ status: 'confirmed' });
    expect(() => eventItems(EVENT, { ...PLACE, zone: undefined })).toThrow('--zone');
  });
});
