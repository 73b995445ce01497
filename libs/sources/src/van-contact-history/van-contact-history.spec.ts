import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { trial } from '@fieldledger/testing';

const text = readFileSync(join(import.meta.dirname, '../../../../tests/fixtures/van/contact-history.tsv'), 'utf8');
const van = (content: string, options: object = {}) => trial(content, { format: 'van-contact-history', mapping: undefined, zone: 'America/New_York', campaign: 'columbus-2025', ...options });
const codes = (lines: readonly string[]) => lines.map((line) => line.split(',').slice(1, 3).join());

describe('a VAN contact history', () => {
  it('becomes attempts under scoped ids; times that no clock showed once are refused', async () => {
    const { door, lines, fault } = await van(text);
    expect(fault).toBe('');
    expect(codes(lines)).toEqual(['accepted,', 'accepted,', 'accepted,', 'refused,value-not-mapped', 'refused,time-twice', 'refused,time-skipped', 'accepted,', 'accepted,']);
    expect(lines[4]).toContain('2025-11-02T01:30:00-04:00 or 2025-11-02T01:30:00-05:00');
    expect(door.items[0]).toMatchObject({ voter: { system: 'van', scope: 'OH.myvoters', id: '1001' }, resultCodeId: 14, contactTypeId: 2, inputTypeId: 14, canvasserId: '501', campaignId: '4411', attemptedAt: '2025-10-04T18:02:00Z', provenance: { sourceSystem: 'van', row: 1 } });
    expect(door.items.map(({ resultCodeId, campaignId }) => [resultCodeId, campaignId])).toEqual([[14, '4411'], [1, 'columbus-2025'], [1, 'columbus-2025'], [5, '4411'], [1, 'columbus-2025']]);
  });

  it('keeps apart the same contact id of two states', async () => {
    const { door } = await van(text);
    expect(new Set(door.items.map(({ attemptId }) => attemptId)).size).toBe(door.items.length);
  });

  it('gives the same attempts with commas instead of tabs', async () => {
    const [tabs, commas] = [await van(text), await van(text.replaceAll('\t', ','))];
    expect(commas.door.items.map(({ provenance: _, ...item }) => item)).toEqual(tabs.door.items.map(({ provenance: _, ...item }) => item));
  });

  it('learns a committee\'s own results from a mapping, and never sends a canvasser\'s name', async () => {
    const { door } = await trial(text, { format: 'van-contact-history', zone: 'America/New_York', campaign: 'c', mappingJson: { results: { 'Our Own Result': 777 } } });
    expect(door.items[3]).toMatchObject({ resultCodeId: 777 });
    expect(door.items[3]).not.toHaveProperty('canvasserId');
    expect(JSON.stringify(door.items)).not.toMatch(/invented/i);
  });

  it('needs a campaign for rows that name none, a zone for local times, and the columns of the key', async () => {
    expect((await van(text, { campaign: undefined })).lines[1]).toContain('--campaign, for rows that name none');
    expect((await van(text, { zone: undefined })).lines[0]).toContain('no zone is named');
    expect((await van(text.replace('contactscontactid', 'contact'))).fault).toContain('no column "contactscontactid"');
    expect((await van(text, { zone: 'Ohio' })).fault).toContain('"Ohio" is not an IANA time zone');
  });
});
