import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const diffs = [...readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8').matchAll(/^```diff\n([^]*?)\n```/gm)].map(([, diff]) => diff!);

interface Change {
  readonly path: string;
  readonly added: boolean;
  readonly hunks: readonly string[][];
}

/** The files of a diff, each with its hunks. */
function changesOf(diff: string): Change[] {
  return diff.split(/^--- /m).slice(1).map((part) => {
    const [from, to, ...lines] = part.split('\n');
    const hunks = lines.join('\n').split(/^@@.*\n/m).slice(1).map((hunk) => hunk.replace(/\n$/, '').split('\n'));
    return { path: to!.slice('+++ b/'.length), added: from === '/dev/null', hunks };
  });
}

const [event, report] = diffs.map(changesOf);

/** Of each hunk of a diff: the lines before and after that its head says, and those that it has. */
function lengthsOf(diff: string): { readonly said: number[]; readonly has: number[] }[] {
  return diff.split(/^--- .*\n\+\+\+ .*\n/m).flatMap((part) => part.split(/^(?=@@)/m).filter((hunk) => hunk.startsWith('@@'))).map((hunk) => {
    const [head, ...lines] = hunk.replace(/\n$/, '').split('\n');
    const count = (other: string) => lines.filter((line) => !line.startsWith(other)).length;
    return { said: /^@@ -\d+,(\d+) \+\d+,(\d+) @@/.exec(head!)!.slice(1).map(Number), has: [count('+'), count('-')] };
  });
}

describe('the shape that CONTRIBUTING shows', () => {
  it('is that of this tree: every line it changes, and every line around it, is there', () => {
    expect(diffs).toHaveLength(2);
    for (const { path, added, hunks } of [...event!, ...report!]) {
      const file = join(root, path);
      expect([path, existsSync(file)]).toEqual([path, !added]);
      if (added) continue;
      const text = readFileSync(file, 'utf8');
      for (const hunk of hunks) {
        const before = hunk.filter((line) => !line.startsWith('+')).map((line) => line.slice(1)).join('\n');
        expect(text).toContain(before);
      }
    }
  });

  it('can be taken over as it stands: each hunk has as many lines as its head says', () => {
    for (const { said, has } of diffs.flatMap(lengthsOf)) expect(has).toEqual(said);
    expect(diffs.flatMap(lengthsOf).length).toBeGreaterThan(15);
  });

  it('lets an event touch one room', () => {
    expect(new Set(event!.map(({ path }) => path.split('/').slice(0, 2).join('/')))).toEqual(new Set(['libs/contacts']));
  });

  it('lets a report be one folder and one line', () => {
    const [line, ...folder] = report!;
    expect(line!.path).toBe('libs/reports/src/all-reports.ts');
    expect(line!.hunks.flat().filter((text) => /^[+-]/.test(text))).toHaveLength(1);
    expect(new Set(folder.map(({ path, added }) => [added, path.split('/').slice(0, -1).join('/')].join(' ')))).toEqual(new Set(['true libs/reports/src/turf-progress']));
  });
});
