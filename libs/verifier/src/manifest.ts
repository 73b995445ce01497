import { ALWAYS_HASHED, HASHED } from './bundle-files.js';
import { membersOf, parseCanonical, textOf } from './canonical.js';
import { quoted, Refused } from './refused.js';

/** Longer than any list of files that a person would publish. */
export const LONGEST_MANIFEST = 4 * 1024 * 1024;

/** A report's table in the bundle: which version of its folds made it, of the events up to which position. */
export interface Figure {
  readonly projection: string;
  readonly version: number;
  readonly position: string;
  readonly rows: number;
}

/** What `bundle.json` says. */
export interface Manifest {
  readonly origin: string;
  readonly organization: string;
  readonly size: number;
  readonly figures: readonly Figure[];
  /** Name to hash, hexadecimal. */
  readonly files: ReadonlyMap<string, string>;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** @throws Refused */
export function parseManifest(bytes: Uint8Array): Manifest {
  const said = membersOf(parseCanonical(textOf(bytes)), ['exportedAt', 'figures', 'files', 'format', 'organization', 'origin', 'size']);
  const { organization, origin, size } = said;
  if (said['format'] !== 'fieldledger-bundle/1') throw new Refused('Its format is not fieldledger-bundle/1.');
  if (typeof said['exportedAt'] !== 'string' || Number.isNaN(Date.parse(said['exportedAt']))) throw new Refused('Its exportedAt is not an instant.');
  if (typeof organization !== 'string' || !UUID.test(organization)) throw new Refused('Its organization is not a UUID.');
  if (typeof origin !== 'string' || !origin.endsWith(`/${organization}`) || /[\s+]/.test(origin)) throw new Refused('Its origin is not that of a ledger of its organization.');
  if (!isCount(size)) throw new Refused('Its size is not a count.');
  const figures = figuresIn(said['figures']);
  const files = filesIn(said['files']);
  const tables = [...files.keys()].filter((name) => name.startsWith('figures/'));
  if (tables.length !== figures.length || !figures.every(({ projection }) => files.has(`figures/${projection}.jsonl`))) {
    throw new Refused('Its figures are not those whose files it lists.');
  }
  return { origin, organization, size, figures, files };
}

function figuresIn(said: unknown): Figure[] {
  if (!Array.isArray(said)) throw new Refused('Its figures are not a list.');
  const figures = said.map((figure) => {
    const { projection, version, position, rows } = membersOf(figure, ['position', 'projection', 'rows', 'version']);
    if (typeof projection !== 'string' || typeof position !== 'string' || !isCount(version) || !isCount(rows)) {
      throw new Refused('One of its figures does not name a projection, a position, a version and a number of rows.');
    }
    return { projection, version, position, rows };
  });
  if (new Set(figures.map(({ projection }) => projection)).size < figures.length) throw new Refused('It names a figure twice.');
  return figures;
}

function filesIn(said: unknown): Map<string, string> {
  if (said === null || typeof said !== 'object' || Array.isArray(said)) throw new Refused('Its files are not an object.');
  const files = new Map(Object.entries(said));
  for (const [name, hash] of files) {
    if (!HASHED.test(name)) throw new Refused(`It lists ${quoted(name)}, which is no file of a bundle.`);
    if (typeof hash !== 'string' || !/^[0-9a-f]{64}$/.test(hash)) throw new Refused(`It has no hash for ${quoted(name)}.`);
  }
  const missing = ALWAYS_HASHED.find((name) => !files.has(name));
  if (missing) throw new Refused(`It does not list ${missing}.`);
  return files;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && !Object.is(value, -0);
}
