import { SHORT_MAPPING, trial } from '@fieldledger/testing';
import { canvassCsv } from './canvass-csv.js';

const changed = (change: object) => ({ ...SHORT_MAPPING, ...change });

describe('a mapping', () => {
  it.each<[string, unknown, RegExp]>([
    ['nothing', undefined, /name a mapping by --mapping/],
    ['a list', [], /The mapping must be an object/],
    ['a member that means nothing', changed({ colums: {} }), /has a member "colums" that means nothing here\. It may have: name, key,/],
    ['a field that attempts have not', changed({ columns: { voterId: { column: 'id' } } }), /columns fills a field "voterId".* It has: voter\.system,/],
    ['a field called __proto__', changed({ columns: JSON.parse('{"__proto__":{"column":"id"}}') as object }), /fills a field "__proto__"/],
    ['a rule that means nothing', changed({ columns: { turfId: { colum: 'x' } } }), /columns\.turfId has a member "colum"/],
    ['two origins', changed({ columns: { turfId: { column: 'x', row: true } } }), /columns\.turfId must say where its text comes from/],
    ['no key', changed({ key: [] }), /key must be the list of columns/],
    ['a zone of Mars', changed({ zone: 'Mars/Base' }), /"Mars\/Base" is not an IANA time zone/],
    ['a name with a space', changed({ name: 'our canvass' }), /name must be an id/],
    ['a long delimiter', changed({ delimiter: ';;' }), /delimiter must be one character/],
    ['nothing for the voter', changed({ columns: { resultCodeId: { column: 'result' } } }), /Nothing fills voter\.id/],
  ])('with %s is refused by a sentence', (_, mapping, sentence) => {
    expect(() => canvassCsv(mapping, {})).toThrow(sentence);
  });

  it('takes the campaign and the zone that it leaves open from the command line', async () => {
    const { campaignId: _, ...constants } = { ...SHORT_MAPPING.constants, attemptedAt: '2025-10-04 14:00' };
    const { door } = await trial('id,result\nv1,1\n', { mappingJson: changed({ constants, zone: undefined }), campaign: 'river-city', zone: 'America/Chicago' });
    expect(door.items[0]).toMatchObject({ campaignId: 'river-city', attemptedAt: '2025-10-04T19:00:00Z', zone: 'America/Chicago' });
  });

  it('makes ids by template, slug and padding, and leaves out what may be blank', async () => {
    const columns = { ...SHORT_MAPPING.columns, doorId: { template: '{city}-{door}', optional: true }, precinctId: { column: 'precinct', slug: true, optional: true }, turfId: { column: 'turf', pad: 3 } };
    const { door } = await trial('id,result,city,door,precinct,turf\nv1,1,East,7,Luis Muñoz  Marín (S),4\nv2,1,East,,,12\n', { mappingJson: changed({ columns }) });
    expect(door.items[0]).toMatchObject({ doorId: 'East-7', precinctId: 'luis-munoz-marin-s', turfId: '004' });
    expect(door.items[1]).not.toHaveProperty('doorId');
    expect(door.items[1]).not.toHaveProperty('precinctId');
  });

  it('takes the first rule that holds, and skips or refuses a row for which none does', async () => {
    const rules = { firstThatHolds: [{ when: { gone: '1' }, then: 'skip' }, { when: { met: ['1', 'yes'] }, then: { resultCodeId: 14 } }, { when: { home: '0' }, then: { resultCodeId: 1 } }] };
    const { resultCodeId: _, ...columns } = SHORT_MAPPING.columns;
    const file = 'id,gone,met,home\nv1,1,1,0\nv2,0,yes,0\nv3,0,,0\nv4,0,,1\n';
    const skipping = await trial(file, { mappingJson: changed({ ...rules, columns }) });
    const refusing = await trial(file, { mappingJson: changed({ ...rules, columns, otherwise: 'refuse' }) });
    expect(skipping.door.items.map(({ resultCodeId }) => resultCodeId)).toEqual([14, 1]);
    expect(skipping.summary).toMatchObject({ skipped: 2, refused: 0 });
    expect(refusing.summary).toMatchObject({ skipped: 1, refused: 1 });
  });
});
