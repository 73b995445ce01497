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
