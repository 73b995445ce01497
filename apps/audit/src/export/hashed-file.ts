import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** Writes a file, also one that is larger than the memory. @returns its hash, hexadecimal */
export async function writeHashed(path: string, parts: Iterable<string> | AsyncIterable<string>): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  const hash = createHash('sha256');
  const hashed = async function* () {
    for await (const part of parts) {
      hash.update(part);
      yield part;
    }
  };
  await pipeline(hashed, createWriteStream(path));
  return hash.digest('hex');
}
