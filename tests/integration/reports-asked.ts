import { setTimeout as sleep } from 'node:timers/promises';
import type { ReportsDoor } from './reports-door.js';

export interface Answer {
  readonly rows: Record<string, unknown>[];
  readonly totals: Record<string, unknown>;
  readonly next?: string;
  readonly references?: readonly string[];
}

export type AskReport = (query: string) => Promise<Answer>;

/** Asks reports of a moment, such as `minPosition=` and a position, and waits until they have come to it. */
export function reportsOf(door: ReportsDoor, key: string, moment: string): AskReport {
  let answeredAt = Date.now();
  return async (query) => {
    for (;;) {
      // A naive count may take longer than idle connections are kept: that they are closed is heard first.
      if (Date.now() - answeredAt > 1_000) await sleep(20);
      const { status, body } = await door.ask(key, `/reports/${query}${query.includes('?') ? '&' : '?'}${moment}`);
      answeredAt = Date.now();
      if (status === 200) return body as unknown as Answer;
      if (status !== 503 || body.code === 'took-too-long') throw new Error(`${query} answered ${status}: ${JSON.stringify(body)}`);
      await sleep(20);
    }
  };
}

/** All rows of a report that is answered page by page. */
export async function allPages(report: AskReport, path: string): Promise<Answer['rows']> {
  const rows: Answer['rows'] = [];
  for (let after: string | undefined = ''; after !== undefined;) {
    const page: Answer = await report(`${path}${after && `?after=${encodeURIComponent(after)}`}`);
    rows.push(...page.rows);
    after = page.next ?? undefined;
  }
  return rows;
}

/** A row without some of its members. */
export const without = (row: Record<string, unknown>, names: readonly string[]) => Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));

/** Rows by the names of their groups, which they are without. */
export const byGroup = (rows: Answer['rows'], ...groups: readonly string[]) => Object.fromEntries(rows.map((row) => [groups.map((name) => row[name] ?? '').join(' | '), without(row, groups)]));
