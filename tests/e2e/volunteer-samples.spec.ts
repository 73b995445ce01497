import { copyFileSync, existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { notTested, SHARED_DATA } from '@fieldledger/testing';
import { RunningServer } from './running-server.js';


/** The samples of each system's volunteers. */
const SAMPLES: readonly (readonly [format: string, file: string])[] = [
  ...['attendance_create_response', 'get_events_deleted_json', 'get_events_json'].map((name) => ['mobilize', `actblue-and-others/mobilize/${name}.json`] as const),
  ...['event', 'events', 'signup', 'signups', 'api/test_signups__signup_1'].map((name) => ['van-signups', `van/${name}.json`] as const),
  ...[0, 1, 2, 3, 4].map((n) => ['osdi-attendances', `osdi/samples/attendances_${n}.json`] as const),
  ...['fake_attendance', 'fake_attendances'].map((name) => ['osdi-attendances', `actblue-and-others/action_network/${name}.json`] as const),
];

/** Files of one format one after the other are one command. */
function batches(samples: typeof SAMPLES): { format: string; files: string[] }[] {
  const made: { format: string; files: string[] }[] = [];
  for (const [format, file] of samples) {
    const last = made.at(-1);
    if (last?.format === format) last.files.push(file);
    else made.push({ format, files: [file] });
  }
  return made;
}

const REPORTS = [
  'show-rates?groupBy=eventType,event,shift,role,confirmations', 'show-rates/signups?', 'shift-calendar?', 'volunteer-hours?groupBy=volunteer,event', 'confirmation-funnel?groupBy=event', 'volunteer-history?volunteer=van/OH.mycampaign/100476252',
];

describe('the samples of Mobilize, VAN and OSDI, imported twice in two orders', () => {
  it('give the same reports', async () => {
    if (!existsSync(SHARED_DATA)) {
      notTested(`the samples of volunteers by the built program: ${SHARED_DATA} is absent`);
      return;
    }
    const answersAfter = async (samples: typeof SAMPLES) => {
      const folder = mkdtempSync(join(tmpdir(), 'fieldledger-volunteers-'));
      const mapping = join(folder, 'van.mapping.json');
      writeFileSync(mapping, JSON.stringify({ state: 'OH', mode: 'mycampaign', zone: 'America/New_York' }));
      const server = await new RunningServer().start();
      try {
        for (const [round, { format, files }] of batches(samples).entries()) {
          // Under another name each time, so that nothing is passed over as imported before.
          const copies = files.map((file, n) => join(folder, `${round}-${n}-${basename(file)}`));
          for (const [n, file] of files.entries()) copyFileSync(join(SHARED_DATA, file), copies[n]!);
          const { code, stdout, stderr } = await server.run('import', '--format', format, '--json', ...(format === 'van-signups' ? ['--mapping', mapping] : []), ...copies);
          expect([files, code, stderr.includes('fieldledger:'), /"refused": ?[1-9]/.test(stdout)]).toEqual([files, 0, false, false]);
        }
        const { position } = (await (await server.request('GET', '/reports/show-rates?minPosition=latest')).json() as { reflects: { position: string } }).reflects;
        return await Promise.all(REPORTS.map(async (report) => {
          const { rows, totals } = (await (await server.request('GET', `/reports/${report}&minPosition=${position}`)).json()) as { rows: Record<string, unknown>[]; totals: object };
          // When something was told, at which place in the log, and what was noticed at that moment is each import's own.
          return { report, rows: rows.map(({ position: _position, recordedAt: _recordedAt, occurredAt: _occurredAt, flags: _flags, ...row }) => JSON.stringify(row)).sort(), totals };
        }));
      } finally {
        await server.remove();
      }
    };
    const [forth, back] = await Promise.all([answersAfter([...SAMPLES, ...SAMPLES]), answersAfter([...SAMPLES, ...SAMPLES].reverse())]);
    expect(back).toEqual(forth);
    expect(forth[0]!.totals).toMatchObject({ scheduled: expect.any(Number) as number });
    expect(forth.map(({ rows }) => rows.length > 0)).toEqual(REPORTS.map(() => true));
  }, 240_000);
});
