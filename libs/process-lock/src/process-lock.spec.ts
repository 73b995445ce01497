import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nameOfProcess, startTold } from './process-life.js';
import { lockByFile } from './process-lock.js';

describe('A lock', () => {
  const directory = mkdtempSync(join(tmpdir(), 'process-lock-'));
  const file = join(directory, 'lock');
  afterAll(() => rmSync(directory, { recursive: true }));

  const lock = () => lockByFile(file, (pid) => `process ${pid} has it`);

  it('is let go, and leaves nothing behind', () => {
    const unlock = lock();
    // With the moment of its start: the number alone may be another's some day.
    expect(readFileSync(file, 'utf8')).toMatch(new RegExp(`^${process.pid} \\S`));
    unlock();
    expect(readdirSync(directory)).toEqual([]);
  });

  it('is refused, in the words of who asks, while another process has it', () => {
    const other = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'], { stdio: 'ignore' });
    try {
      writeFileSync(file, nameOfProcess(other.pid!));
      expect(lock).toThrow(`process ${other.pid} has it`);
    } finally {
      other.kill('SIGKILL');
    }
  });

  it('is taken over from a process that is gone, from a later one of the same number, and from one that was killed before it wrote its name', () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    for (const holder of [String(pid), `${process.ppid} 1`, '']) {
      writeFileSync(file, holder);
      lock()();
      expect(readdirSync(directory)).toEqual([]);
    }
  });
});

it('Also where only ps tells when a process began, that is the same at any time, and nothing of a process that is gone', () => {
  const told = startTold(process.pid);
  expect(Math.abs(Date.parse(`${told} UTC`) - (Date.now() - process.uptime() * 1_000))).toBeLessThan(5_000);
  expect(startTold(process.pid)).toBe(told);
  expect(startTold(spawnSync(process.execPath, ['--version']).pid)).toBeUndefined();
});
