import { actBlueFile, trial } from '@fieldledger/testing';

const pipes = (subId: string) => ['C00999999', 'N', 'Q3', 'P2018', '1', '15', 'IND', 'QUILLFEATHER, ZEBULON', 'COLUMBUS', 'OH', '43215', 'ACME', 'WELDER', '08312018', '250', '', 'SA11.1', '1', '', '', subId].join('|');
const cells = (length: number, at: Readonly<Record<number, string>>) => Array.from({ length }, (_, i) => at[i + 1] ?? '').join('\u001c');
const gift = (change: Readonly<Record<number, string>>) => cells(45, { 1: 'SA11AI', 2: 'C00999999', 6: 'IND', 8: 'Quillfeather', 20: '20180704', 21: '250.00', ...change });
const shift = { id: 1, start_date: 1_760_000_000, end_date: 1_760_007_200 };
const event = { id: 7, event_type: 'PHONE_BANK', timezone: 'America/Chicago', created_date: 1_750_000_000, modified_date: 1_750_009_000 };
const VAN = { state: 'OH', mode: 'mycampaign', zone: 'America/New_York' };

/** A file of each format, and the first eight digits of each id that was made of it when it was first taken in. */
const FILES: readonly (readonly [format: string, content: string, mapping: object | undefined, ids: string])[] = [
  ['actblue-csv', actBlueFile([
    { 'Recurring Total Months': '12', 'Disbursement ID': '600001', 'Disbursement Date': '2026-08-17', 'Refund Date': '2026-08-20' },
    { 'Lineitem ID': '2', 'Receipt ID': 'AB2', 'Recipient Gov ID': '', 'Recurring Total Months': '12', 'Recovery ID': '9', 'Recovery Date': '2026-08-24' },
  ]), undefined, '4a6949cc 47d86e62 d498c8fb deea7864 4e665fc3 35b70f48 5c8fa0a5 d217ac8d ce46591e'],
  ['actblue-csv', 'Receipt ID,Recurrence Amount,Total Amount,Recurrence Frequency,Cancelled On,Donor Last Name,Reference Code,FEC Id,Cancelation Reason\r\nAB910000001,10.00,20.00,monthly,2026-10-01 22:10:00,,,C00999999,donor_request\r\n', undefined, 'b6112f8a 47d86e62'],
  ['fec-filing', [
    cells(7, { 1: 'HDR', 2: 'FEC', 3: '8.3' }), cells(93, { 1: 'F3N', 2: 'C00999999', 12: 'Q3', 16: '20180701', 17: '20180930' }),
    gift({ 3: 'R1', 22: '250.00' }), gift({ 3: 'R1', 22: '500.00' }), gift({}), gift({}), gift({}), gift({ 1: 'SA11C', 6: 'PAC', 7: 'Invented PAC', 8: '', 22: '250.00', 26: 'C00888888' }), cells(44, { 1: 'SB20A', 2: 'C00999999', 3: 'R1', 8: 'Quillfeather', 20: '20180910', 21: '9.00' }),
  ].join('\n'), undefined, 'ac067ceb 4098379f 8b39d82e 366407ef a267cfcb cf00daac e7fc7688 52f62444 0745acd9'],
  ['fec-bulk', pipes('4020820171370029337'), undefined, '34dbd3c7'],
  ['fec-bulk-deletes', '4020820171370029337\n', undefined, '9ad8abcb 34dbd3c7'],
  ['mobilize', JSON.stringify([
    { ...event, timeslots: [shift] }, { id: 8, deleted_date: 1_750_009_000 },
    { id: 9, status: 'CONFIRMED', attended: null, created_date: 1_750_100_000, modified_date: 1_750_200_000, event, timeslot: shift, person: { id: 3, user_id: 4 } },
  ]), undefined, 'efd1c8df 220514be d7969db8 7a5a6213 64121ccc d8e20cda cffdcb0b d2261046 24f234c5 f8b803eb'],
  ['van-signups', [
    { eventId: 7, eventType: { eventTypeId: 1, name: 'Phone Bank' }, createdDate: '2026-01-01T00:00:00Z', shifts: [{ eventShiftId: 71, startTime: '2026-10-03T10:00:00-04:00', endTime: '2026-10-03T12:00:00-04:00' }] },
    { eventSignupId: 1, person: { vanId: 100 }, event: { eventId: 7 }, shift: { eventShiftId: 71 }, status: { statusId: 23, name: 'Conf Twice' } },
  ].map((row) => JSON.stringify(row)).join('\n'), VAN, '65276086 a5dd2125 8b371d7a 31c8582a 0da7062b e477976b'],
  ['osdi-attendances', JSON.stringify([{
    identifiers: ['action_network:a1'], status: 'accepted', attended: true, action_date: '2026-09-01T10:00:00Z', modified_date: '2026-09-02T10:00:00Z',
    _links: { 'osdi:event': { href: 'https://example.org/events/e1' }, 'osdi:person': { href: 'https://example.org/people/p1' } },
  }]), undefined, 'f69bccbf c7cee768 2742ea35'],
];

describe('the ids that are made of a file', () => {
  it.each(FILES)('are the same as ever for %s: whoever imports it again has nothing twice', async (format, content, mappingJson, ids) => {
    const { door, fault } = await trial(content, mappingJson ? { format, mappingJson } : { format, mapping: undefined });
    expect(fault).toBe('');
    const made = JSON.stringify(door.items.map((item) => ({ ...item, provenance: undefined }))).match(/(?<=")[0-9a-f]{8}(?=-[0-9a-f]{4}-5[0-9a-f-]{21}")/g);
    expect([...new Set(made)].join(' ')).toBe(ids);
  });
});
