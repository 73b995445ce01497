import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SigningKey } from '@fieldledger/ledger';
import { verify } from './verify-command.js';

describe('verify', () => {
  const home = mkdtempSync(join(tmpdir(), 'fieldledger-verify-'));
  const [key, kept] = [join(home, 'ledger.vkey'), join(home, 'checkpoint')];

  beforeAll(() => {
    writeFileSync(key, `${SigningKey.fromSeed(Buffer.alloc(32, 1)).vkey('test.example/ledger')}\n`);
    writeFileSync(kept, '');
    truncateSync(kept, 2 ** 30);
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  it('reads no more of what is said to be a checkpoint than a note may have', async () => {
    await expect(verify(home, { key, since: [kept] }, () => undefined)).rejects.toThrow('is not a checkpoint, such as the file ledger/checkpoint of a bundle: It is longer than a note may be (65536 bytes).');
  });

  it('says of a folder that has nothing of a bundle that there is none in it, and of one that lost its list that it is missing', async () => {
    const told: string[] = [];
    await expect(verify(home, { key, since: [] }, (text) => told.push(text))).rejects.toThrow(`There is no bundle in ${home}.`);
    mkdirSync(join(home, 'robbed', 'events'), { recursive: true });
    await verify(join(home, 'robbed'), { key, since: [] }, (text) => told.push(text));
    expect([told.join(), process.exitCode]).toEqual([expect.stringContaining('WRONG        bundle, bundle.json: It is missing.'), 1]);
    process.exitCode = undefined;
  });
});
