import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { notTested, SHARED_DATA, tried } from '@fieldledger/testing';

const VAN = { state: 'OH', mode: 'mycampaign', zone: 'America/New_York' };

/** The samples of each system's volunteers, in its own folder of the shared data. */
const SAMPLES = [
  ['mobilize', 'actblue-and-others/mobilize', /^(attendance_create_response|get_events_deleted_json|get_events_json)\.json$/, {}],
  ['van-signups', 'van', /^(event|events|signup|signups)\.json$/, VAN],
  ['van-signups', 'van/api', /^test_signups__signup_1\.json$/, VAN],
  ['osdi-attendances', 'osdi/samples', /^attendances_[0-4]\.json$/, {}],
  ['osdi-attendances', 'actblue-and-others/action_network', /^fake_attendances?\.json$/, {}],
] as const;

describe('the samples of volunteers', () => {
  it.each(SAMPLES)('%s: %s are read object by object, and say the same again', async (format, folder, names, mappingJson) => {
    const place = join(SHARED_DATA, folder);
    if (!existsSync(place)) {
      notTested(`the samples of ${format}: the data is not on this machine`);
      return;
    }
    const files = readdirSync(place).filter((name) => names.test(name));
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const first = await tried(join(place, file), { format, mappingJson });
      expect([file, first.fault, first.summary?.refused, first.lines.filter((line) => line.includes('refused'))]).toEqual([file, '', 0, []]);
      expect(first.door.items.length).toBeGreaterThan(0);
      const again = await tried(join(place, file), { format, mappingJson });
      expect(again.door.items).toEqual(first.door.items);
    }
  });

  it('of another kind are refused whole or row by row, with what to do', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fieldledger-samples-'));
    const file = (name: string, text: string) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    for (const format of ['mobilize', 'van-signups', 'osdi-attendances']) {
      const mappingJson = format === 'van-signups' ? VAN : {};
      expect((await tried(file('cut.json', '[{"identifiers": ['), { format, mappingJson })).fault).toMatch(/neither JSON nor JSON lines/);
      const stranger = await tried(file('other.json', '[{"surprise": "Quillfeather"}, 7]'), { format, mappingJson });
      expect(stranger.lines.join('\n')).toMatch(/unknown-object[\s\S]*bad-json/);
      expect(stranger.lines.join('\n')).not.toContain('Quillfeather');
    }
  });
});
