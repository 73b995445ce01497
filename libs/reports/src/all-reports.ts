/** Every question that is answered: a line each. */
export { canvasserActivityReport } from './canvasser-activity/canvasser-activity.query.js';
export { contactRatesReport } from './contact-rates/contact-rates.query.js';
export { filingDifferencesReport } from './filing-differences/filing-differences.query.js';
export { filingsReport } from './filings/filings.query.js';
export { reconciliationReport } from './reconciliation/reconciliation.query.js';
export { surveyResultsReport } from './survey-results/survey-results.query.js';
export { voterHistoryReport } from './voter-history/voter-history.query.js';
