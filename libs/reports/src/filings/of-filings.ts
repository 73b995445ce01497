import { ID, listOf, objectOf, TEXT, WHOLE } from '@fieldledger/http';
import { type Columns, DAY_OF } from '../columns.js';
import type { CoverageOverlap } from './corrected-coverage.js';
import type { IncompleteFiling } from './known-filings.js';

/** What an answer says of filings beside the rows that come from them. */
export interface OfFilings {
  /** Those of which not every row came: nothing that they tell is counted. */
  readonly incompleteFilings: readonly IncompleteFiling[];
  /** Amendments that say other days than what they amend, and count in its place. */
  readonly coverageOverlaps: readonly CoverageOverlap[];
}

const INCOMPLETE = { filingId: ID, reportId: ID, committee: TEXT, form: TEXT, coverageFrom: DAY_OF, coverageThrough: DAY_OF, amendmentNumber: WHOLE, whatToDo: TEXT } satisfies Columns<IncompleteFiling>;
const OVERLAP = { committee: TEXT, filingId: ID, coverageFrom: DAY_OF, coverageThrough: DAY_OF, replaces: ID, reportReplaced: ID, warning: TEXT } satisfies Columns<CoverageOverlap>;

export const INCOMPLETE_FILINGS = { incompleteFilings: listOf(objectOf(INCOMPLETE)) };
export const OF_FILINGS = { ...INCOMPLETE_FILINGS, coverageOverlaps: listOf(objectOf(OVERLAP)) } satisfies Columns<OfFilings>;
