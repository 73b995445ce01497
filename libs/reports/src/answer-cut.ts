import type { ReadStore } from '@fieldledger/kernel';
import { grouped, rowsAndTotals, type Cut } from './cut.js';
import type { ReportAnswer } from './report.js';

/** A question that is nothing but a cut of lines. */
export interface CutQuestion {
  readonly report: string;
  readonly projection: string;
  readonly organization: string;
  readonly cut: Cut;
  /** `WITH …`, where the lines are not the table's own rows. */
  readonly lines?: string;
  readonly measures: string;
  /** What is measured, with its own conditions: `line WHERE true`. */
  readonly from: string;
}

/** Rows and totals come from one statement, so that they can never disagree. */
export async function answerCut(store: ReadStore, { report, projection, organization, cut, lines = '', measures, from }: CutQuestion): Promise<ReportAnswer> {
  const { rows: found, reflects, version } = await store.rows<Record<string, unknown> & { total: number }>({
    projection, organization, sql: `${lines} ${grouped(cut, measures, `${from} ${cut.where}`)}`, parameters: cut.parameters, when: cut.when,
  });
  return { report, version, reflects, ...rowsAndTotals(cut, found) };
}
