import type { AnyProjection } from '@fieldledger/kernel';
import * as all from './all-reports.js';
import { erasures } from './erasures/erasures.projection.js';
import type { Report } from './report.js';
import { sealedRecords } from './sealed-records/sealed-records.projection.js';

/** What projector, query API, replay and the contract tests go through. */
export const REPORTS: readonly Report[] = Object.values(all);

/** What the projector carries along the log: some reports ask one table, and erasures ask two that are no report's. */
export const PROJECTIONS: readonly AnyProjection[] = [...new Set([...REPORTS.flatMap(({ projection, alsoAsks = [] }) => [projection, ...alsoAsks]), sealedRecords, erasures])];

export { TablesAsked } from './answer-receipt/tables-asked.js';
export { STANDS_FOR_GONE } from './schedule-lines/named-row.js';
export { PersonsOnRecord } from './sealed-records/persons-on-record.js';
export { ReportsModule } from './reports.module.js';
