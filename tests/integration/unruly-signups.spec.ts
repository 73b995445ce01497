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
    await door.replaying();
  });
  afterAll(() => door.close());

  const told = [...unrulySignups(SEED, SIGNUPS)];
  const naive = new NaiveVolunteering(told);
  const earlier = told.slice(0, told.length / 2);

  it('have the figures and histories that a naive count has when they arrive nearly in order', async () => {
    const key = door.keyOf(nameUuid('unruly', 'order'), ['ingest', 'read']);
    expect((await deliver(door, key, delivered(told, SEED))).accepted).toBe(told.length);
    const report = reportsOf(door, key, `minPosition=${await position()}`);
    await expectNaiveSignups(report, naive);
    await expectNaiveFigures(report, naive);
    await expectNaiveHistories(report, naive, Math.min(40, SIGNUPS / 20));
  }, 3_600_000);

  it('have the same when half of them arrives in no order, and then the other; and that of the first half as it stood then', async () => {
    const key = door.keyOf(nameUuid('unruly', 'no order'), ['ingest', 'read', 'audit']);
    const first = await deliver(door, key, shuffled(earlier, SEED));
    const then = await position();
    const rest = await deliver(door, key, shuffled(told.slice(earlier.length), SEED));
    expect(first.accepted + rest.accepted).toBe(told.length);
    const report = reportsOf(door, key, `minPosition=${await position()}`);
    await expectNaiveSignups(report, naive);
    await expectNaiveFigures(report, naive);
    await expectNaiveHistories(report, naive, Math.min(40, SIGNUPS / 20));
    await expectNaiveSignups(reportsOf(door, key, `atPosition=${then}`), new NaiveVolunteering(earlier));
  }, 3_600_000);

  const position = async () => (await door.log.horizon()).position;
});
