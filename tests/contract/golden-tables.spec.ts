import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECTIONS } from '@fieldledger/reports';

const file = join(import.meta.dirname, '..', 'golden', 'tables.json');
const released = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
const asMade = (table: string) => table.replace(/--.*$/gm, '').replace(/\s+/g, ' ').trim();
const now = Object.fromEntries(PROJECTIONS.map(({ name, version, table }) => [`${name}_v${version}`, asMade(table)] as const).sort());

/** A table of a version is made once, and an upgrade finds it as it was made: another table must be of another version. */
describe('the golden tables of the projections', () => {
  // GOLDEN=1 writes those that are not there yet, and never changes what is.
  if (process.env.GOLDEN === '1') writeFileSync(file, `${JSON.stringify({ ...now, ...Object.fromEntries(Object.entries(released).filter(([name]) => name in now)) }, null, 2)}\n`);

  it.each(Object.keys(now))('%s is made as it was released; who changes it raises its version', (name) => {
    expect((JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>)[name]).toBe(now[name]);
  });
});
