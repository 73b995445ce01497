import { nameUuid } from '@fieldledger/kernel';
import { SEED } from '@fieldledger/testing';
import { expectNaiveFigures, expectNaiveHistories, expectNaiveSignups } from './naive-figures.js';
import { NaiveVolunteering } from './naive-volunteering.js';
import { ReportsDoor } from './reports-door.js';
import { reportsOf } from './reports-asked.js';
import { deliver, delivered, shuffled } from './told-deliveries.js';
import { unrulySignups } from './unruly-signups.js';

const SIGNUPS = Number(process.env['SIGNUPS'] ?? 150);

describe(`${SIGNUPS} signups of which anything is told`, () => {
  let door: ReportsDoor;
  beforeAll(async () => {
    console.log(`SEED=${SEED} SIGNUPS=${SIGNUPS}`);
    door = await ReportsDoor.open();
  });
  afterAll(() => door.close());

  const told = [...unrulySignups(SEED, SIGNUPS)];
  const naive = new NaiveVolunteering(told);

  it.each([['nearly in order', delivered(told, SEED)], ['in no order', shuffled(told, SEED)]])('have the figures that a naive count has when they arrive %s', async (order, deliveries) => {
    const key = door.keyOf(nameUuid('unruly', order), ['ingest', 'read']);
    expect((await deliver(door, key, deliveries)).accepted).toBe(told.length);
    const report = reportsOf(door, key, `minPosition=${(await door.log.horizon()).position}`);
    await expectNaiveSignups(report, naive);
    await expectNaiveFigures(report, naive);
    await expectNaiveHistories(report, naive, SIGNUPS / 20);
  }, 3_600_000);
});
