import type { AnyProjection } from '@fieldledger/kernel';
import * as all from './all-reports.js';
import type { Report } from './report.js';

/** What projector, query API, replay and the contract tests go through. */
export const REPORTS: readonly Report[] = Object.values(all);

/** What the projector carries along the log: some reports ask one table. */
export const PROJECTIONS: readonly AnyProjection[] = [...new Set(REPORTS.flatMap(({ projection, alsoAsks = [] }) => [projection, ...alsoAsks]))];

export type { Report, ReportAnswer } from './report.js';
export { toCsv } from './csv.js';
export { ReportsModule } from './reports.module.js';
