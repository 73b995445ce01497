import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeyFile, keysFrom } from './key-file.js';

const KIND = { name: "The trial's key", without: 'nothing can be tried', replaced: 'all was tried' };

describe('a file with a key', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fieldledger-key-'));
  const path = join(folder, 'the.key');
  const file = new KeyFile(KIND, path);

  beforeEach(() => rmSync(path, { force: true }));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is made once, for its owner alone', async () => {
    const { current, previous } = await file.make();
    expect([current.length, previous]).toEqual([32, undefined]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await expect(file.make()).rejects.toThrow(/EEXIST/);
    expect((await file.read()).current).toEqual(current);
  });

  it('keeps the key before it when it is rotated, and is not rotated again before that one was taken out: it may be needed still', async () => {
    const first = await file.make();
    await file.rotate();
    const second = await file.read();
    expect(second.previous).toEqual(first.current);
    await expect(file.rotate()).rejects.toThrow(`${path} has two keys already: the one before is still being replaced. Take out its line, the second, when all was tried, and rotate then.`);
    expect(await file.read()).toEqual(second);
    expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(2);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['the.key']);
  });

  it('may have been edited on any machine', async () => {
    const [current, previous] = [randomBytes(32), randomBytes(32)];
    writeFileSync(path, `${current.toString('base64')}\r\n\r\n${previous.toString('base64url')}`, { mode: 0o600 });
    expect(await file.read()).toEqual({ current, previous });
  });

  it.each([
    ['is missing', () => undefined, /^The trial's key .*the\.key cannot be read \(ENOENT\)\. Put back the file; without it, nothing can be tried\.$/],
    ['may be read by others', () => (writeFileSync(path, `${randomBytes(32).toString('base64')}\n`), chmodSync(path, 0o644)), /may be read by others\. Close it: chmod 600 /],
    ['may be read by its group', () => (writeFileSync(path, `${randomBytes(32).toString('base64')}\n`), chmodSync(path, 0o640)), /may be read by others\. Close it: chmod 600 /],
    ['is empty', () => writeFileSync(path, '', { mode: 0o600 }), /^The trial's key in .*the\.key is not one: it must be 32 bytes in base64/],
    ['holds another thing', () => writeFileSync(path, 'hunter2\n', { mode: 0o600 }), /must be 32 bytes in base64/],
    ['has a second line that is not one', () => writeFileSync(path, `${randomBytes(32).toString('base64')}\nhunter2\n`, { mode: 0o600 }), /\(the one before\) is not one/],
  ])('that %s is refused with a sentence, and is not rotated', async (_, prepare, sentence) => {
    prepare();
    await expect(file.read()).rejects.toThrow(sentence);
    await expect(file.rotate()).rejects.toThrow(sentence);
  });

  it('never says what it holds', () => {
    expect(() => keysFrom(KIND, 'hunter2', undefined, 'TRIAL_KEY')).toThrow("The trial's key in TRIAL_KEY is not one: it must be 32 bytes in base64 (openssl rand -base64 32).");
  });
});
