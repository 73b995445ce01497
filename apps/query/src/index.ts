import { REPORTS, ReportsModule } from '@fieldledger/reports';
import { FeedHistoryModule } from './feed-history.controller.js';
import { SqlReadersModule } from './sql-readers.controller.js';

/** HTTP out: every report's route, the log's history for those who follow the feed, and who may read by SQL. */
export { FeedHistoryModule } from './feed-history.controller.js';
export { SqlReadersModule } from './sql-readers.controller.js';

export const QUERY_MODULES = [ReportsModule.of(REPORTS), FeedHistoryModule, SqlReadersModule];
