import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { meanings } from '@fieldledger/audit';
import { sha256 } from '@fieldledger/kernel';

/** Sentences about the schemas, code tables and rules of a bundle that was found unchanged. */
export interface Compared {
  readonly checked: readonly string[];
  readonly unchecked: readonly string[];
}

/**
 * The events do not prove them: who holds the key can sign others. So they are held against this program's own, which
 * may be of another version, and what differs is no finding.
 */
export async function compareMeanings(directory: string): Promise<Compared> {
  const { files } = JSON.parse(await readFile(join(directory, 'bundle.json'), 'utf8')) as { files: Record<string, string> };
  const own = meanings();
  const there = Object.keys(files).filter((path) => /^(?:schemas|tables)\//.test(path));
  const same = there.filter((path) => own.has(path) && sha256(own.get(path)!) === files[path]);
  const named = (why: string, paths: readonly string[]) => (paths.length === 0 ? [] : [`${why}: ${paths.slice(0, 10).join(', ')}${paths.length > 10 ? ` and ${paths.length - 10} more` : ''}`]);
  return {
    checked: same.length === 0 ? [] : [`${same.length} schemas, code tables and rules: they are those of this program`],
    unchecked: [
      ...named("schemas, code tables and rules of the bundle that are not those of this program", there.filter((path) => !same.includes(path))),
      ...named('schemas, code tables and rules of this program that the bundle does not have', [...own.keys()].filter((path) => !(path in files))),
    ],
  };
}
