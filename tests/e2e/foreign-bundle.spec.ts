import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { notTested } from '@fieldledger/testing';
import { RunningServer } from './running-server.js';

/** Written by the README of a bundle and the formats that it names: it has nothing of ours. */
const CHECK = join(import.meta.dirname, '..', 'foreign', 'bundle', 'check.py');
const IMPORTS = [
  ['--format', 'canvass-csv', '--mapping', 'tests/fixtures/canvass/small-canvass.mapping.json', 'tests/fixtures/canvass/small-canvass.csv'],
  ['--format', 'actblue-csv', 'tests/fixtures/donations/small-actblue.csv'],
  ['--format', 'fec-filing', 'tests/fixtures/donations/small-filing.fec'],
];

describe('a bundle in the hands of somebody who has nothing of ours', () => {
  const home = mkdtempSync(join(tmpdir(), 'fieldledger-foreign-bundle-'));
  const [bundle, key] = [join(home, 'bundle'), join(home, 'ledger.vkey')];
  let server: RunningServer | undefined;

  beforeAll(async () => {
    if (!isThere()) return;
    server = await new RunningServer().start();
    for (const [n, words] of IMPORTS.entries()) expect((await server.run('import', ...words, '--outcomes', join(home, `${n}.csv`))).code).toBe(0);
    expect((await server.run('rollback', '--canvasser', 'walker-1', '--campaign', 'bridgeport-demo', '--reason', 'falsified', '--yes')).code).toBe(0);
    await pause(2_000);
    writeFileSync(key, (await server.run('ledger-key')).stdout);
    expect((await server.run('export', '--out', bundle)).code).toBe(0);
  }, 120_000);
  afterAll(async () => {
    await server?.remove();
    rmSync(home, { recursive: true, force: true });
  });

  const check = (directory: string) => {
    const { status, stdout, stderr } = spawnSync('python3', [CHECK, directory, key], { encoding: 'utf8' });
    return [status, stdout + stderr];
  };

  it('is whole, and its events make its figures', () => {
    if (server) expect(check(bundle)).toEqual([0, expect.stringMatching(/^\d+ events, 19 attempts, 12 contributions\n$/)]);
  });

  it.each([
    ['events/000000000000.jsonl', 'event 5', (text: string) => text.split('\n').map((line, n) => (n === 5 ? line.replace('2', '3') : line)).join('\n')],
    ['ledger/checkpoint', 'signature', (text: string) => text.replace(/^(\d+)$/m, (size) => String(Number(size) - 1))],
    ['figures/receipts.jsonl', 'figures/receipts.jsonl', (text: string) => text.replace('"amount_cents":1', '"amount_cents":2')],
  ])('is seen to be another when %s is', (file, told, change) => {
    if (!server) return;
    const changed = mkdtempSync(join(home, 'changed-'));
    cpSync(bundle, changed, { recursive: true });
    const text = readFileSync(join(bundle, file), 'utf8');
    expect(change(text)).not.toBe(text);
    writeFileSync(join(changed, file), change(text));
    expect(check(changed)).toEqual([1, expect.stringContaining(told)]);
  });
});

/** Python with its zones, and OpenSSL 3. */
function isThere(): boolean {
  try {
    execFileSync('python3', ['-c', 'import zoneinfo; zoneinfo.ZoneInfo("America/New_York")'], { stdio: 'ignore' });
    if (!/^OpenSSL [3-9]/.test(execFileSync('openssl', ['version'], { encoding: 'utf8' }))) throw new Error('OpenSSL is too old.');
    return true;
  } catch {
    notTested('a bundle checked by a program in Python: Python 3.9 with its zones, or OpenSSL 3, is not on this machine');
    return false;
  }
}
