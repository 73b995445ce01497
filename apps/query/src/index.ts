import { REPORTS, ReportsModule } from '@fieldledger/reports';
import { FeedHistoryModule } from './feed-history.controller.js';

/** HTTP out: every report's route, and the log's history for those who follow the feed. */
export { FeedHistoryModule } from './feed-history.controller.js';

export const QUERY_MODULES = [ReportsModule.of(REPORTS), FeedHistoryModule];
