import { startTestPostgres } from '@fieldledger/testing';
import pg from 'pg';
import { RunningServer } from './running-server.js';

interface Answer {
  readonly reflects: { readonly position: string; readonly asOf?: string; readonly occurredUntil?: string };
  readonly totals: { readonly attempts: number };
}

const knock = (attemptedAt: string) => ({ attemptId: crypto.randomUUID(), voter: { system: 'van', scope: 'OH.myvoters', id: '7' }, contactTypeId: 2, inputTypeId: 14, resultCodeId: 1, campaignId: 'columbus', attemptedAt });

describe('replay and rebuild at the command line', () => {
  let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
  let server: RunningServer;
  const told: { readonly position: string; readonly recordedAt: string }[] = [];

  beforeAll(async () => {
    postgres = await startTestPostgres();
    server = await new RunningServer().start({ DATABASE_URL: postgres.url });
    for (const at of ['2025-10-30T18:00:00Z', '2025-11-02T18:00:00Z', '2025-10-31T18:00:00Z']) {
      const answer = await server.request('POST', '/contact-attempts', knock(at));
      told.push((await answer.json()) as (typeof told)[number]);
    }
  });
  afterAll(async () => {
    await server.remove();
    await postgres.stop();
  });

  const json = async (...words: string[]) => {
    const { code, stdout, stderr } = await server.run(...words, '--format', 'json');
    expect([code, stderr]).toEqual([0, stderr]);
    return JSON.parse(stdout) as Answer;
  };

  it('asks any report as it stood, by position, by what was known and by what had happened', async () => {
    expect(await json('report', 'contact-rates', '--at-position', told[1]!.position)).toMatchObject({ totals: { attempts: 2 }, reflects: { position: told[1]!.position } });
    expect(await json('replay', 'contact-rates', '--as-of', told[0]!.recordedAt)).toMatchObject({ totals: { attempts: 1 }, reflects: { position: told[0]!.position, asOf: told[0]!.recordedAt } });
    expect(await json('report', 'contact-rates', '--occurred-until', '2025-11-01T00:00:00Z')).toMatchObject({ totals: { attempts: 2 }, reflects: { occurredUntil: '2025-11-01T00:00:00.000Z' } });
    expect(await json('replay', 'contact-rates', '--as-of', told[1]!.recordedAt, '--occurred-until', '2025-11-01T00:00:00Z')).toMatchObject({ totals: { attempts: 1 } });
    const { stdout } = await server.run('replay', 'contact-rates', '--as-of', told[1]!.recordedAt, '--occurred-until', '2025-11-01T00:00:00-04:00');
    expect(stdout).toContain(`as known on ${told[1]!.recordedAt}, of what happened until 2025-11-01T04:00:00.000Z (position ${told[1]!.position})`);
    expect((await server.run('replay', '--list')).stdout).toMatch(/finished[^]*These are the replays of this process/);
  });

  it('says in a sentence what cannot be', async () => {
    for (const [words, sentence] of [
      [['replay', 'contact-rates'], 'Say of which moment'],
      [['report', 'contact-rates', '--as-of', '2025-11-01'], 'A day begins and ends at another instant in every zone'],
      [['report', 'contact-rates', '--at-position', '9999999999999999'], 'There is no position 9999999999999999 yet'],
      [['replay', '--cancel', crypto.randomUUID()], 'no such replay under way'],
      [['rebuild', 'contact-rates'], 'Say --compare'],
      [['rebuild', 'weather', '--compare'], 'There is no such report'],
    ] as const) {
      const { code, stderr } = await server.run(...words);
      expect([code, stderr]).toEqual([1, expect.stringContaining(sentence)]);
    }
  });

  it('folds a report afresh, prints its digest where it is equal, and the rows and their events where it is not', async () => {
    await server.run('report', 'contact-rates');
    const equal = await server.run('rebuild', 'contact-rates', '--compare');
    expect([equal.code, equal.stdout]).toEqual([0, expect.stringMatching(/^contact_rates version \d+ at position \d{16}: 3 rows folded afresh, equal\. SHA-256 [0-9a-f]{64}\n$/)]);
    const sql = new pg.Client({ connectionString: postgres.url });
    await sql.connect();
    await sql.query(`UPDATE read.contact_rates_v3 SET result = 'Altered' WHERE position = $1`, [told[2]!.position]);
    await sql.end();
    const { code, stdout, stderr } = await server.run('rebuild', 'contact-rates', '--compare');
    expect([code, stderr]).toEqual([1, expect.stringContaining('contact-rates is not what is folded afresh: 1 row differs.')]);
    expect(stdout).toMatch(/result: "Altered" in the live table, ".+" folded afresh/);
    expect(stdout).toContain(`${told[2]!.position} ContactAttempted`);
  });
});
