import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { canonical } from '@fieldledger/kernel';
import { notTested, SHARED_DATA, trial, tried } from '@fieldledger/testing';
import type { CancelVolunteerEvent, PlanVolunteerEvent } from '@fieldledger/volunteering';

const EVENT = { id: 7, event_type: 'PHONE_BANK', timezone: 'America/Chicago', created_date: 1_750_000_000, modified_date: 1_750_009_000 };
const SLOT = { id: 1, start_date: 1_760_000_000, end_date: 1_760_007_200 };
const ATTENDANCE = {
  id: 9, status: 'CONFIRMED', attended: null, created_date: 1_750_100_000, modified_date: 1_750_200_000, event: { ...EVENT, timeslots: null }, timeslot: SLOT, referrer: { utm_source: 'spring-mail' },
  person: { id: 3, user_id: 4, given_name: 'Zebulon', family_name: 'Quillfeather', email_addresses: [{ primary: true, address: 'zeb@example.org' }] },
};
const HEADER = 'id,created_date,modified_date,user_id,user__given_name,event_id,timeslot_id,status,attended,experience_feedback_type,deleted_date';
const read = (content: object | string) => trial(typeof content === 'string' ? content : JSON.stringify(content), { format: 'mobilize', mapping: undefined });
const sighted = async (content: object | string) => (await read(content)).door.at('signups/sightings')[0]!;
const codes = (lines: readonly string[]) => lines.map((line) => line.split(',').slice(1, 3).join());

describe('what Mobilize knows', () => {
  it('of an attendance becomes its event, its shift and the signup, with nobody\'s attendance guessed', async () => {
    const { door, lines } = await read({ data: [ATTENDANCE] });
    expect(door.batches.map((batch) => batch.door)).toEqual(['volunteer-events/changes', 'shifts/changes', 'signups/sightings']);
    expect(door.items[0]).toMatchObject({ volunteerEvent: { eventType: 'phone-bank', zone: 'America/Chicago', asOf: '2025-06-15T15:06:40.000Z' } });
    expect(door.items[2]).toMatchObject({ status: 'confirmed', source: 'spring-mail', volunteer: { reference: { system: 'mobilize', scope: 'person', id: '4' }, firstName: 'Zebulon', email: 'zeb@example.org' } });
    expect(door.items[2]).toHaveProperty('attended', undefined);
    expect(codes(lines)).toEqual(['accepted,']);
  });

  it('of somebody without a user\'s number is of the organization\'s own number, which may be another user\'s', async () => {
    const whose = async (person: object) => (await sighted([{ ...ATTENDANCE, person }])).volunteer;
    expect(await whose({ id: 3, user_id: 4 })).toMatchObject({ reference: { scope: 'person', id: '4' } });
    for (const person of [{ id: 4 }, { id: 4, user_id: null }, { person_id: 4 }]) expect(await whose(person)).toMatchObject({ reference: { system: 'mobilize', scope: 'person-id', id: '4' } });
  });

  it('of when somebody is expected is their own time, where the mirror has one beside the shift\'s', async () => {
    const header = 'id,modified_date,user_id,event_id,timeslot_id,status,attended,referrer__utm_source,override_start_date,override_end_date';
    expect(await sighted(`${header}\n9,2025-06-17 18:00:00,4,7,1,REGISTERED,T,spring-mail,2025-06-21 15:00:00,2025-06-21 16:30:00\n`)).toMatchObject({
      startsAt: '2025-06-21T15:00:00.000Z', endsAt: '2025-06-21T16:30:00.000Z', attended: true, source: 'spring-mail',
    });
    const tabs = `${header}\n9,2025-06-17 18:00:00,4,7,1,REGISTERED,f,,,\n`.replaceAll(',', '\t');
    const own = await sighted(tabs);
    expect([own.attended, own.startsAt, own.endsAt, own.source]).toEqual([false, undefined, undefined, undefined]);
  });

  it('of a list of addresses is the one that it calls the first, else the one on top', async () => {
    const emailOf = async (email_addresses: object) => ((await sighted([{ ...ATTENDANCE, person: { ...ATTENDANCE.person, email_addresses } }])).volunteer as { email?: string }).email;
    const [old, present] = [{ address: 'old@example.org' }, { address: 'zeb@example.org' }];
    expect([await emailOf([old, { ...present, primary: true }]), await emailOf([present, old]), await emailOf([])]).toEqual([present.address, present.address, undefined]);
  });

  it('of where somebody came from is kept, also where that is no id, and never an e-mail address', async () => {
    for (const [told, is] of [['Spring mail, no. 2', 'Spring-mail-no.-2'], ['facebook', 'facebook'], ['zeb@example.org', undefined], [null, undefined]] as const) {
      expect([told, (await sighted([{ ...ATTENDANCE, referrer: { utm_source: told } }])).source]).toEqual([told, is]);
    }
  });

  it('of a time of its mirror is in UTC, however a warehouse writes it, and no day is made of one that there is not', async () => {
    const told = async (modified: string) => {
      const { door, lines } = await read(`${HEADER}\n9,,${modified},4,,7,1,REGISTERED,,,\n`);
      return door.at('signups/sightings')[0]?.asOf ?? codes(lines)[0];
    };
    for (const time of ['2026-10-03 14:00:00', '2026-10-03 14:00:00 UTC', '2026-10-03 14:00:00.000000 UTC', '2026-10-03 14:00:00+00', '2026-10-03T10:00:00-0400', '2026-10-03 14:00:00.000Z', '1791036000']) {
      expect([time, await told(time)]).toEqual([time, '2026-10-03T14:00:00.000Z']);
    }
    for (const time of ['2026-02-30 14:00:00', '2026-02-29T14:00:00Z', '2026-10-03 25:00:00', '2026-10-03', '1999-12-31 23:59:59', 'UTC']) expect([time, await told(time)]).toEqual([time, 'refused,bad-time']);
  });

  it('of a shift\'s capacity stands in the events\' own file, later than an attendance\'s copy of it', async () => {
    const own = (await read([{ ...EVENT, timeslots: [{ ...SLOT, max_attendees: 12 }] }])).door.at('shifts/changes')[0]!.shift as { shiftId: string; asOf: string };
    const copy = (await read([ATTENDANCE])).door.at('shifts/changes')[0]!.shift as { shiftId: string; asOf: string };
    expect([own.shiftId, own.asOf > copy.asOf]).toEqual([copy.shiftId, true]);
    expect(own).toMatchObject({ capacity: 12 });
  });

  it('of an event that was deleted is shown again by the events\' own file alone, and not by the copy in an attendance', async () => {
    const off = (await read([{ id: 7, deleted_date: 1_750_005_000 }])).door.at('volunteer-events/cancellations')[0]! as unknown as CancelVolunteerEvent;
    expect(off).toMatchObject({ reasonCode: 'withdrawn-by-source' });
    const shownAt = async (content: object) => ((await read(content)).door.at('volunteer-events/changes')[0]!.volunteerEvent as PlanVolunteerEvent);
    const [own, copy] = [await shownAt([{ ...EVENT, timeslots: [] }]), await shownAt([ATTENDANCE])];
    for (const { volunteerEventId } of [own, copy]) expect(volunteerEventId).toBe(off.volunteerEventId);
    expect([own.asOf! > off.cancelledAt, copy.asOf! < off.cancelledAt]).toEqual([true, true]);
  });

  it('of one signup is one signup, from the API and from the mirror, deleted or not', async () => {
    const fromApi = await sighted([ATTENDANCE]);
    const fromMirror = await sighted(`${HEADER}\n9,2025-06-16 18:00:00,2025-06-17 18:00:00,4,Zebulon,7,1,REGISTERED,,DID_NOT_ATTEND,\n`);
    const deleted = await sighted(`${HEADER}\n9,2025-06-16 18:00:00,2025-06-17 18:00:00,4,Zebulon,7,1,REGISTERED,false,,2025-06-18 18:00:00\n`);
    for (const { signupId, shiftId } of [fromMirror, deleted]) expect([signupId, shiftId]).toEqual([fromApi.signupId, fromApi.shiftId]);
    expect(fromMirror).toMatchObject({ status: 'scheduled' });
    expect(fromMirror).toHaveProperty('attended', undefined);
    expect((await sighted(`${HEADER}\n9,2025-06-16 18:00:00,2025-06-30 18:00:00,4,Zebulon,7,1,REGISTERED,false,,2025-06-18 18:00:00\n`)).asOf).toBe(deleted.asOf);
    expect(deleted).toMatchObject({ status: 'deleted', attended: false, asOf: '2025-06-18T18:00:00.000Z' });
  });

  it('of the mirror is of whom their account names, and where that says nothing of whom they signed up as', async () => {
    const members = ['given_name', 'family_name', 'email', 'phone_number', 'postal_code'];
    const header = ['id', 'modified_date', 'user_id', 'event_id', 'timeslot_id', 'status', ...members.flatMap((name) => [`user__${name === 'email' ? 'email_address' : name}`, `${name}_at_signup`])];
    const volunteerOf = async (account: readonly string[]) => {
      const atSignup = ['Zeb', 'Quill', 'old@example.org', '6145550199', '45402'];
      const { volunteer } = await sighted(`${header.join()}\n9,2025-06-17 18:00:00,4,7,1,REGISTERED,${atSignup.flatMap((cell, n) => [account[n] ?? '', cell]).join()}\n`);
      const { firstName, lastName, email, phone, zip } = volunteer as Record<string, string>;
      return [firstName, lastName, email, phone, zip];
    };
    const account = ['Zebulon', 'Quillfeather', 'z@example.org', '6145550142', '43215'];
    expect([await volunteerOf(account), await volunteerOf([])]).toEqual([account, ['Zeb', 'Quill', 'old@example.org', '6145550199', '45402']]);
  });

  it.each<[string, object, string]>([
    ['a status that there is not', { ...ATTENDANCE, status: 'MAYBE' }, 'bad-status'],
    ['nobody', { ...ATTENDANCE, person: {} }, 'bad-id'],
    ['an id of more digits than a number holds', { ...ATTENDANCE, id: 2 ** 53 }, 'bad-id'],
    ['a time of 1970', { ...EVENT, modified_date: 2, timeslots: [SLOT] }, 'bad-time'],
    ['a zone that there is not', { ...EVENT, timezone: 'Mars/Base' }, 'bad-zone'],
    ['attendance that is neither yes nor no', { ...ATTENDANCE, attended: 'perhaps' }, 'bad-attended'],
    ['a name without end', { ...ATTENDANCE, person: { ...ATTENDANCE.person, given_name: 'Zebulon'.repeat(30) } }, 'bad-text'],
    ['an id with a blank in it', { ...ATTENDANCE, id: '9 9' }, 'bad-id'],
    ['more places than a shift can have', { ...EVENT, timeslots: [{ ...SLOT, max_attendees: 1_000_001 }] }, 'bad-number'],
    ['another kind of thing', { id: 1, name: 'Some organization' }, 'unknown-object'],
  ])('with %s keeps that row back, and the others go on', async (_, bad, code) => {
    const { lines } = await read([bad, JSON.stringify(ATTENDANCE)].map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n'));
    expect(codes(lines)).toEqual([`refused,${code}`, 'accepted,']);
    expect(lines.join()).not.toMatch(/Zebulon|Quillfeather|Mars/);
  });

  it('of a timeslot that cannot be is left out, and the event, its other timeslots and who signed up come in', async () => {
    const timeslots = [{ ...SLOT, id: 5, end_date: SLOT.start_date }, SLOT, { ...SLOT, id: 'Zebulon', start_date: 2 }, null];
    const { door, lines, summary } = await read([{ ...EVENT, timeslots }, EVENT]);
    expect(door.at('shifts/changes')).toEqual((await read([{ ...EVENT, timeslots: [SLOT] }])).door.at('shifts/changes').map((shift) => ({ ...shift, provenance: { ...shift.provenance, fileHash: expect.anything() } })));
    expect(door.at('volunteer-events/changes')).toHaveLength(2);
    expect(summary).toMatchObject({ same: 1, refused: 1 });
    for (const said of ['The timeslot 5 was left out: timeslot.end_date must be after start_date.', 'The timeslot in place 3 was left out: timeslot.start_date must be', 'The timeslot in place 4', 'What else the row says is recorded.']) expect(lines[0]).toContain(said);
    expect(lines.join()).not.toContain('Zebulon');
    const attended = await read([{ ...ATTENDANCE, timeslot: { ...SLOT, end_date: SLOT.start_date } }]);
    expect(codes(attended.lines)).toEqual(['refused,shift-end-before-start']);
    expect(attended.door.at('signups/sightings')).toMatchObject([{ signupId: (await sighted([ATTENDANCE])).signupId, shiftId: (await sighted([ATTENDANCE])).shiftId }]);
  });

  it('is read where a page or an event has one thing instead of a list of one, in capitals, and in UTF-16', async () => {
    const slots = async (content: object) => (await read(content)).door.at('shifts/changes').map(({ changeId }) => changeId);
    const list = await slots({ data: [{ ...EVENT, timeslots: [SLOT] }] });
    expect(list).toHaveLength(1);
    expect(await slots({ data: { ...EVENT, timeslots: SLOT } })).toEqual(list);
    expect(codes((await read([{ ...EVENT, timeslots: 'two' }])).lines)).toEqual(['refused,bad-list']);
    const row = '9,2025-06-16 18:00:00,2025-06-17 18:00:00,4,Zebulon,7,1,REGISTERED,,,';
    expect((await sighted(`${HEADER.toUpperCase()}\n${row}\n`)).sightingId).toBe((await sighted(`${HEADER}\n${row}\n`)).sightingId);
    const utf16 = await trial(Buffer.from(`\uFEFF${JSON.stringify([EVENT])}`, 'utf16le'), { format: 'mobilize', mapping: undefined });
    expect([utf16.fault, codes(utf16.lines)]).toEqual(['', ['accepted,']]);
  });

  it('is no object, such as a list or nothing at all, and the others go on', async () => {
    const { lines } = await read([null, [ATTENDANCE], 7, ATTENDANCE]);
    expect(codes(lines)).toEqual(['refused,bad-json', 'refused,bad-json', 'refused,bad-json', 'accepted,']);
  });

  it('is refused whole in a file that is cut short or has other columns', async () => {
    expect((await read('{"data": [{"id": 1')).fault).toMatch(/neither JSON nor JSON lines/);
    expect((await read('name,age\nZeb,4\n')).fault).toMatch(/no column "id"/);
  });

  it('of its own samples is told the same, in any order and twice', async () => {
    const folder = join(SHARED_DATA, 'actblue-and-others/mobilize');
    if (!existsSync(folder)) {
      notTested('the samples of Mobilize: the data is not on this machine');
      return;
    }
    const files = { 'attendance_create_response.json': [1, 0], 'get_events_deleted_json.json': [2, 0], 'get_events_json.json': [1, 0], 'get_events_organization_json.json': [0, 2], 'get_organizations_json.json': [0, 1] };
    const importAll = async (names: readonly string[]) => {
      const items = new Set<string>();
      for (const name of names) {
        const { door, summary, fault } = await tried(join(folder, name), { format: 'mobilize', mapping: undefined });
        expect([name, fault, summary?.accepted, summary?.refused]).toEqual([name, '', ...files[name as keyof typeof files]]);
        for (const { provenance: _, ...item } of door.items) items.add(canonical(item));
      }
      return [...items].sort();
    };
    const names = Object.keys(files);
    const once = await importAll(names);
    expect(await importAll([...names, ...names].reverse())).toEqual(once);
    expect(once).toHaveLength(9);
  });
});
