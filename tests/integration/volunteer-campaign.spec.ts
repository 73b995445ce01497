import { nameUuid } from '@fieldledger/kernel';
import { SEED } from '@fieldledger/testing';
import { ReportsDoor } from './reports-door.js';
import { expectNaiveFigures } from './naive-figures.js';
import { NaiveVolunteering } from './naive-volunteering.js';
import { reportsOf } from './reports-asked.js';
import { deliver, delivered } from './told-deliveries.js';
import { volunteerCampaign } from './volunteer-campaign.js';

const SIGNUPS = Number(process.env['SIGNUPS'] ?? 1_000);

describe(`a campaign of ${SIGNUPS} signups, three in ten deliveries repeated and one in ten out of order`, () => {
  it('has the figures that a naive count has, to the last unit', async () => {
    console.log(`SEED=${SEED} SIGNUPS=${SIGNUPS}`);
    const told = [...volunteerCampaign(SEED, SIGNUPS)];
    const naive = new NaiveVolunteering(told);
    const door = await ReportsDoor.open();
    try {
      const key = door.keyOf(nameUuid('campaign'), ['ingest', 'read']);
      const counts = await deliver(door, key, delivered(told, SEED));
      expect(counts.accepted).toBe(told.length);
      expect(counts.same).toBeGreaterThan(told.length * 0.28);
      const { position } = await door.log.horizon();
      await expectNaiveFigures(reportsOf(door, key, `minPosition=${position}`), naive);
    } finally {
      await door.close();
    }
  }, 3_600_000);
});
