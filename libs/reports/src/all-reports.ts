/** Every question that is answered: a line each. */
export { bestEffortsDueReport } from './best-efforts-due/best-efforts-due.query.js';
export { canvasserActivityReport } from './canvasser-activity/canvasser-activity.query.js';
export { contactRatesReport } from './contact-rates/contact-rates.query.js';
export { donorHistoryReport } from './donor-history/donor-history.query.js';
export { filingDifferencesReport } from './filing-differences/filing-differences.query.js';
export { filingsReport } from './filings/filings.query.js';
export { limitsReport } from './limits/limits.query.js';
export { receiptsReport } from './receipts/receipts.query.js';
export { reconciliationReport } from './reconciliation/reconciliation.query.js';
export { recurringReport } from './recurring/recurring.query.js';
export { scheduleAReport } from './schedule-a/schedule-a.query.js';
export { scheduleBRefundsReport } from './schedule-b-refunds/schedule-b-refunds.query.js';
export { shiftCalendarReport } from './shift-calendar/shift-calendar.query.js';
export { showRatesReport } from './show-rates/show-rates.query.js';
export { surveyResultsReport } from './survey-results/survey-results.query.js';
export { volunteerHoursReport } from './volunteer-hours/volunteer-hours.query.js';
export { voterHistoryReport } from './voter-history/voter-history.query.js';
