import { trial } from '@fieldledger/testing';
import { attendanceItem } from './attendance-item.js';

const GIVEN = {
  identifiers: ['action_network:a1', 'other:2'], status: 'accepted', attended: true, comment: 'I bring tea', action_date: '2026-09-01T10:00:00Z', modified_date: '2026-09-02T10:00:00Z', referrer_data: { source: 'page-1' },
  _links: { 'osdi:event': { href: 'https://example.org/events/e1' }, 'osdi:person': { href: 'https://example.org/people/p1' } },
};

describe('an OSDI attendance', () => {
  it('is a signup as it stood when it was last changed, of its own person', () => {
    expect(attendanceItem(GIVEN).item).toMatchObject({
      status: 'scheduled', attended: true, note: 'I bring tea', signedUpAt: '2026-09-01T10:00:00Z', asOf: '2026-09-02T10:00:00Z', source: 'page-1', volunteer: { reference: { system: 'osdi', scope: 'action_network', id: 'p1' } },
    });
  });

  it.each([['needs action', 'invited'], ['tentative', 'scheduled'], ['declined', 'declined'], ['cancelled', 'cancelled'], [undefined, 'scheduled'], [null, 'scheduled'], [' ', 'scheduled']])('with the status %s is %s', (status, is) => {
    expect(attendanceItem({ ...GIVEN, status }).item).toMatchObject({ status: is });
  });

  it('is of the person and the event that it embeds instead of linking to them, or links to in a list of one', () => {
    const { _links: _, ...bare } = GIVEN;
    const linked = attendanceItem(GIVEN).item;
    const self = (path: string) => ({ _links: { self: { href: `https://example.org/${path}` } } });
    for (const given of [
      { ...bare, _embedded: { 'osdi:event': self('events/e1'), 'osdi:person': { ...self('people/p1/'), identifiers: ['other:9'] } } },
      { ...bare, _embedded: { 'osdi:event': { identifiers: ['action_network:e1'] }, 'osdi:person': { identifiers: ['other:9', 'action_network:p1'], given_name: 'Zebulon' } } },
      { ...bare, _links: { 'osdi:event': [{ href: 'events/e1?x' }], 'osdi:person': [{ href: 'people/p1' }] } },
    ]) expect(attendanceItem(given).item).toEqual(linked);
    expect(() => attendanceItem({ ...bare, _embedded: { 'osdi:person': { identifiers: ['other:9'] } } })).toThrow('embeds one');
  });

  it('keeps where it came from, also where that is no id', () => {
    expect(attendanceItem({ ...GIVEN, referrer_data: { source: 'e-mail blast 3' } }).item).toMatchObject({ source: 'e-mail-blast-3' });
  });

  it('has an id that tells changes apart and holds no comment', () => {
    expect(attendanceItem({ ...GIVEN, comment: 'Another' }).id).toBe(attendanceItem(GIVEN).id);
    expect(attendanceItem({ ...GIVEN, status: 'declined' }).id).not.toBe(attendanceItem(GIVEN).id);
  });

  it('is read from a page that has one instead of a list of one, and in the zone that is named where it names none', async () => {
    const read = (page: unknown, settings: object = {}) => trial(JSON.stringify({ _embedded: { 'osdi:attendances': page } }), { format: 'osdi-attendances', mapping: undefined, ...settings });
    expect((await read(GIVEN)).door.items).toMatchObject([{ sightingId: attendanceItem(GIVEN).id }]);
    const local = { ...GIVEN, modified_date: '2026-09-02T06:00:00' };
    expect((await read([local])).lines.join()).toContain('--zone');
    expect((await read([local], { mapping: undefined, zone: 'America/New_York' })).door.items).toMatchObject([{ asOf: '2026-09-02T10:00:00Z' }]);
  });

  it('is read from a file of pages as well, in a list or a line for each, and every attendance is a row of its own', async () => {
    const page = (...given: object[]) => ({ _embedded: { 'osdi:attendances': given } });
    const pages = [page(GIVEN, { ...GIVEN, identifiers: [] }), page(), page({ ...GIVEN, status: 'declined' })];
    for (const content of [JSON.stringify(pages), pages.map((each) => `${JSON.stringify(each)}\n`).join('')]) {
      const { door, lines } = await trial(content, { format: 'osdi-attendances', mapping: undefined });
      expect(door.items).toMatchObject([{ status: 'scheduled' }, { status: 'declined' }]);
      expect(lines.map((line) => line.split(',').slice(0, 3).join())).toEqual(['1,accepted,', '2,refused,bad-id', '3,accepted,']);
    }
  });

  it('is refused for a comment that the door would refuse all others with', () => {
    for (const comment of ['I bring\0tea', 'I bring \udc00 tea', 'tea '.repeat(501)]) expect(() => attendanceItem({ ...GIVEN, comment })).toThrow('comment is longer than 2000 characters or holds what is no text');
  });

  it('is refused without a person, an id or a status that is known', () => {
    expect(() => attendanceItem({ ...GIVEN, _links: {} })).toThrow('osdi:person');
    expect(() => attendanceItem({ ...GIVEN, identifiers: [] })).toThrow('[system]:[id]');
    for (const status of ['maybe', 7, false, {}]) expect(() => attendanceItem({ ...GIVEN, status })).toThrow('none of OSDI');
  });
});
