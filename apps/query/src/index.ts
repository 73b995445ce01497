import { REPORTS, ReportsModule } from '@fieldledger/reports';

/** HTTP out: every report's route. */
export const QUERY_MODULES = [ReportsModule.of(REPORTS)];
