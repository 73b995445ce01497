import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { RELEASE } from './release.js';

/** Whether it was built here or elsewhere is no difference: the maps to the sources name folders. */
const SOURCE_MAP = /\n\/\/# sourceMappingURL=\S*\s*$/;

let known: string | undefined;

/** Which Fieldledger this is, and which build of it: what the code of all its libraries hashes to. Two builds of one release may answer otherwise. */
export const build = (): string => (known ??= `${RELEASE}+${codeDigest(join(import.meta.dirname, '..', '..'), basename(import.meta.dirname)).slice(0, 12)}`);

/** SHA-256, hexadecimal, over the code of libraries that lie side by side. @param place where in each of them it is */
export function codeDigest(libraries: string, place: string): string {
  const hash = createHash('sha256');
  const files = readdirSync(libraries).flatMap((library) => filesBelow(join(libraries, library, place)));
  for (const path of files.sort()) hash.update(`${relative(libraries, path).replaceAll('\\', '/')}\0${readFileSync(path, 'utf8').replace(SOURCE_MAP, '')}\0`);
  return hash.digest('hex');
}

function filesBelow(directory: string): string[] {
  try {
    return readdirSync(directory, { recursive: true, withFileTypes: true }).filter((it) => it.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  } catch (error) {
    // A library that has no code is none of ours.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || (error as NodeJS.ErrnoException).code === 'ENOTDIR') return [];
    throw error;
  }
}
