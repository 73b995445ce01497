import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { notTested, SHARED_DATA, tried } from '@fieldledger/testing';

const root = join(import.meta.dirname, '../../..');
const canvass = join(SHARED_DATA, 'canvass');
const RESULTS: Readonly<Record<number, string>> = { 14: 'Canvassed', 2: 'Refused', 1: 'Not Home', 901: 'Bad Address', 3: 'Inaccessible' };

describe('the knocks of November 2001', () => {
  it('become as many attempts per city and result as the study counted', async () => {
    if (!existsSync(canvass)) {
      notTested('the 2001 knocks: the data is not on this machine');
      return;
    }
    const { cities } = JSON.parse(readFileSync(join(canvass, 'knocks-oracles.json'), 'utf8')) as {
      cities: Record<string, { attempts: number; contacts: number; voters: number; turfs: number; doors: number; byResult: Record<string, number> }>;
    };
    const mappingJson = JSON.parse(readFileSync(join(root, 'tests/fixtures/canvass/knocks-2001.mapping.json'), 'utf8')) as object;
    const { door, summary, fault, lines } = await tried(join(canvass, 'knocks-2001-three-cities.csv'), { mappingJson });
    expect(fault).toBe('');
    for (const [city, { attempts, contacts, byResult }] of Object.entries(cities)) {
      const items = door.items.filter(({ campaignId }) => campaignId === city);
      const counted: Record<string, number> = {};
      for (const { resultCodeId } of items) counted[RESULTS[resultCodeId]!] = (counted[RESULTS[resultCodeId]!] ?? 0) + 1;
      expect([city, items.length, counted.Canvassed, counted]).toEqual([city, attempts, contacts, byResult]);
    }
    const voters = Object.values(cities).reduce((sum, city) => sum + city.voters, 0);
    expect(summary).toMatchObject({ rows: voters, accepted: door.items.length, same: 0, flagged: 0, skipped: voters - door.items.length, refused: 0 });
    expect([lines.length, new Set(door.items.map(({ attemptId }) => attemptId)).size]).toEqual([voters, door.items.length]);
  });
});
