import { canvasserActivity } from './canvasser-activity/canvasser-activity.projection.js';
import { CANVASSER_ACTIVITY_TOTALS, CanvasserActivityController, GetCanvasserActivityHandler } from './canvasser-activity/canvasser-activity.query.js';
import { contactRates } from './contact-rates/contact-rates.projection.js';
import { CONTACT_RATES_TOTALS, ContactRatesController, GetContactRatesHandler, GetCountedAttemptsHandler } from './contact-rates/contact-rates.query.js';
import type { Report } from './report.js';
import { surveyResults } from './survey-results/survey-results.projection.js';
import { GetSurveyResultsHandler, SURVEY_RESULTS_TOTALS, SurveyResultsController } from './survey-results/survey-results.query.js';
import { voterHistory } from './voter-history/voter-history.projection.js';
import { GetVoterHistoryHandler, VOTER_HISTORY_TOTALS, VoterHistoryController } from './voter-history/voter-history.query.js';

/** Every question that is answered: a line each. Projector, query API, replay and the contract tests pick it up here. */
export const REPORTS: readonly Report[] = [
  { name: 'contact-rates', projection: contactRates, controller: ContactRatesController, handlers: [GetContactRatesHandler, GetCountedAttemptsHandler], totalsSql: CONTACT_RATES_TOTALS },
  { name: 'canvasser-activity', projection: canvasserActivity, controller: CanvasserActivityController, handlers: [GetCanvasserActivityHandler], totalsSql: CANVASSER_ACTIVITY_TOTALS },
  { name: 'survey-results', projection: surveyResults, controller: SurveyResultsController, handlers: [GetSurveyResultsHandler], totalsSql: SURVEY_RESULTS_TOTALS },
  { name: 'voter-history', projection: voterHistory, controller: VoterHistoryController, handlers: [GetVoterHistoryHandler], totalsSql: VOTER_HISTORY_TOTALS },
];

export type { Report, ReportAnswer } from './report.js';
export { toCsv } from './csv.js';
export { ReportsModule } from './reports.module.js';
