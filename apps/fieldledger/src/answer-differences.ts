import { parse } from 'csv-parse/sync';
import { canonical } from '@fieldledger/kernel';
import { STANDS_FOR_GONE } from '@fieldledger/reports';

/** What two answers of one question do not have in common. */
export interface Differences {
  /** What only the one of then has, and what only the one of now has: rows as canonical JSON, totals as `name value`. */
  readonly then: readonly string[];
  readonly now: readonly string[];
  /** Every row that differs has a value that says nothing any more, and differs in nothing else. */
  readonly onlyGone: boolean;
}

type Row = Readonly<Record<string, unknown>>;

/** Compares two answers, row by row in whatever order. @param format in which both were asked: json, csv or fec */
export function differencesOf(format: string, then: object | string, now: object | string): Differences {
  const [before, after] = [toldBy(format, then), toldBy(format, now)];
  const rows = apart(before.rows, after.rows);
  const said = apart(before.said, after.said);
  return { then: [...said.then, ...rows.then], now: [...said.now, ...rows.now], onlyGone: said.then.length === 0 && said.now.length === 0 && isOnlyGone(rows) };
}

function toldBy(format: string, answer: object | string): { readonly rows: readonly string[]; readonly said: readonly string[] } {
  if (typeof answer === 'string') return { rows: (format === 'csv' ? csvRows(answer) : fecRows(answer)).map(canonical), said: [] };
  const { rows = [], totals = {}, reflects: _reflects, version: _version, ...rest } = answer as { rows?: Row[]; totals?: Row } & Row;
  return { rows: rows.map(canonical), said: Object.entries({ ...rest, ...totals }).map(([name, value]) => `${name} ${canonical(value)}`) };
}

const csvRows = (text: string): Row[] => parse(text, { columns: true, record_delimiter: '\r\n' });

/** The Commission's layout has no header: its columns are known by their place. */
const fecRows = (text: string): string[][] => text.split('\n').slice(0, -1).map((line) => line.split('\u001c'));

/** Of two lists with repetitions, what each has more of. */
function apart(then: readonly string[], now: readonly string[]): Pick<Differences, 'then' | 'now'> {
  const left = new Map<string, number>();
  for (const each of now) left.set(each, (left.get(each) ?? 0) + 1);
  const onlyThen = then.filter((each) => {
    const there = left.get(each) ?? 0;
    if (there > 0) left.set(each, there - 1);
    return there === 0;
  });
  return { then: onlyThen, now: [...left].flatMap(([each, count]) => Array<string>(count).fill(each)) };
}

/**
 * Whether each row of now is one of then that lost some of its values and kept all others. Which is which is told by what
 * it kept, since a report that is sorted by names has another order without them.
 */
function isOnlyGone({ then, now }: Pick<Differences, 'then' | 'now'>): boolean {
  if (then.length === 0 || then.length !== now.length) return false;
  const before = then.map((row) => JSON.parse(row) as Row);
  const byKept = new Map<string, ReadonlyMap<string, readonly number[]>>();
  const mayBe = now.map((text) => {
    const row = JSON.parse(text) as Row;
    const kept = Object.keys(row).filter((name) => !isGone(row[name]));
    const names = canonical(kept);
    if (!byKept.has(names)) byKept.set(names, byValues(before, kept));
    return byKept.get(names)!.get(of(row, kept)) ?? [];
  });
  return isPairedOff(mayBe);
}

/** Which rows have the same values under these names. */
function byValues(rows: readonly Row[], names: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const [n, row] of rows.entries()) {
    const values = of(row, names);
    if (!found.get(values)?.push(n)) found.set(values, [n]);
  }
  return found;
}

const isGone = (value: unknown): boolean => value === null || value === '' || STANDS_FOR_GONE.includes(value as string);

/** These values of a row, and which others it has room for. */
const of = (row: Row, names: readonly string[]): string => canonical([Object.keys(row), names.map((name) => row[name] ?? null)]);

/** Whether each can have one of those that it may be, and no two the same: by augmenting paths (Kuhn 1955), which take back what was given where that helps. */
function isPairedOff(mayBe: readonly (readonly number[])[]): boolean {
  const taken = new Map<number, number>();
  const finds = (n: number, tried: Set<number>): boolean => {
    const found = mayBe[n]!.find((one) => !taken.has(one)) ?? mayBe[n]!.find((one) => !tried.has(one) && finds(taken.get(one)!, tried.add(one)));
    if (found !== undefined) taken.set(found, n);
    return found !== undefined;
  };
  return mayBe.every((_, n) => finds(n, new Set()));
}
