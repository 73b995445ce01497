import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { notTested, SEED, trialBundle, trialLedger, writeTrial } from '@fieldledger/testing';
import { verifyBundle } from '@fieldledger/verifier';
import { EVENTS } from './bundle-alterations.js';

describe('A ledger of several ranges', () => {
  const many = trialLedger({ seed: SEED + 2, events: 66_000, checkpoints: [32_767, 32_768, 65_536] });
  const own = [many.keys[0]!.key.vkey];
  let place: string;
  beforeAll(() => { place = mkdtempSync(join(tmpdir(), 'bundle-many-')); });
  afterAll(() => rmSync(place, { recursive: true }));

  /** As it is installed, with a process for each further processor. */
  const byProcesses = (own: readonly string[], before = '') => {
    const program = `${before} import { verifyBundle } from '@fieldledger/verifier'; console.log(JSON.stringify(await verifyBundle(${JSON.stringify(place)}, { keys: ${JSON.stringify(own)} })));`;
    return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8', stdio: 'pipe', timeout: 60_000 })) as unknown;
  };

  it('has no seams, and is checked alike by one process and by several', async () => {
    const counts = new Map<unknown, number[]>();
    for (const [n, { envelope: { stream } }] of many.events.entries()) counts.set(stream, [...(counts.get(stream) ?? []), n]);
    // A stream whose two events are in different ranges.
    const [, torn] = [...counts.values()].find((all) => all.length === 2 && all[0]! < 32_768 && all[1]! > 33_000)!;
    const changes: Readonly<Record<number, object>> = {
      32_768: { position: many.events[32_767]!.envelope['position'] }, 65_536: { recordedAt: '2020-01-01T00:00:00.000000Z' }, 65_999: { id: many.events[9]!.envelope['id'] }, [torn!]: { revision: 2 },
    };
    const files = trialBundle({ ...many, events: many.events.map(({ envelope, payload }, n) => ({ envelope: { ...envelope, ...changes[n] }, payload })) });
    const rows = files.get(EVENTS)!.toString().split('\n');
    writeTrial(place, files.set(EVENTS, Buffer.from(rows.with(40_000, rows[40_001]!).join('\n'))));

    const found = await verifyBundle(place, { keys: own });
    expect(found.findings.map(({ check, where, problem }) => `${check} ${where}: ${problem}`).sort()).toEqual([
      'id event 65999: Its id is that of event 9.',
      'order event 32768: Its position does not come after that of event 32767.',
      'order event 65536: It was recorded before event 65535.',
      `payload ${EVENTS}, line 40001, event 40000: The payload does not have the hash that its leaf names.`,
      `revision event ${torn}: In its stream it has revision 2; 1 is next.`,
    ]);
    expect(byProcesses(own)).toEqual(found);
  });

  it('is not taken for checked when a process that checked a part of it was killed', () => {
    if (availableParallelism() < 2) {
      notTested('a check of a bundle whose processes are killed: this machine has one processor');
      return;
    }
    const killing = `import { subscribe } from 'node:diagnostics_channel'; subscribe('child_process', ({ process: child }) => setTimeout(() => child.kill('SIGKILL'), 20));`;
    expect(() => byProcesses(own, killing)).toThrow('A process that checks a part of the bundle has ended.');
  });
});
