import { canonical } from '@fieldledger/kernel';
import { ERASED } from '@fieldledger/reports';

/** What two answers of one question do not have in common. */
export interface Differences {
  /** What only the one of then has, and what only the one of now has: rows as canonical JSON or as lines, totals as `name value`. */
  readonly then: readonly string[];
  readonly now: readonly string[];
  /** Every row that differs has a member that says nothing any more, and differs in nothing else. */
  readonly onlyGone: boolean;
}

type Row = Readonly<Record<string, unknown>>;

/** Compares two answers as JSON, or as texts line by line. */
export function differencesOf(then: unknown, now: unknown): Differences {
  if (typeof then === 'string' || typeof now === 'string') return { ...apart(String(then).split(/\r?\n/), String(now).split(/\r?\n/)), onlyGone: false };
  const [before, after] = [toldBy(then), toldBy(now)];
  const rows = apart(before.rows, after.rows);
  const said = apart(before.said, after.said);
  return { then: [...said.then, ...rows.then], now: [...said.now, ...rows.now], onlyGone: said.then.length === 0 && isOnlyGone(rows) };
}

function toldBy(answer: unknown): { readonly rows: readonly string[]; readonly said: readonly string[] } {
  const { rows = [], totals = {}, reflects: _reflects, version: _version, ...rest } = answer as { rows?: Row[]; totals?: Row } & Row;
  return { rows: rows.map(canonical), said: Object.entries({ ...rest, ...totals }).map(([name, value]) => `${name} ${canonical(value)}`) };
}

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

function isOnlyGone({ then, now }: Pick<Differences, 'then' | 'now'>): boolean {
  return then.length > 0 && then.length === now.length && then.every((row, n) => {
    const [before, after] = [JSON.parse(row), JSON.parse(now[n]!)] as [Row, Row];
    return Object.keys(before).every((name) => after[name] === null || after[name] === ERASED || canonical(before[name]) === canonical(after[name] ?? null));
  });
}
