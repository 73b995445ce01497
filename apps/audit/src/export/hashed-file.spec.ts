import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { sha256 } from '@fieldledger/kernel';
import { writeHashed } from './hashed-file.js';

describe('a file of an export', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fieldledger-hashed-'));

  it('is written part by part, and told by its hash', async () => {
    const parts = Array.from({ length: 5_000 }, (_, n) => `row ${n} of Quillfeather’s\n`);
    const path = join(folder, 'figures', 'rows.jsonl');
    expect(await writeHashed(path, (async function* () { yield* parts; })())).toBe(sha256(parts.join('')));
    expect(readFileSync(path, 'utf8')).toBe(parts.join(''));
  });

  it('that cannot be written fails the export and ends no process, also while the next rows are still on their way', async () => {
    let given = 0;
    const slowly = async function* () {
      for (; given < 50; given++) {
        await wait(10);
        yield 'row\n';
      }
    };
    await expect(writeHashed(folder, slowly())).rejects.toMatchObject({ code: 'EISDIR' });
    expect(given).toBeLessThan(50);
  });
});
