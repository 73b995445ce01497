import { REPORTS, ReportsModule } from '@fieldledger/reports';
import { ExportsModule } from './export/exports.controller.js';
import { LedgerModule } from './ledger.controller.js';
import { ReadingsModule } from './readings.controller.js';
import { RebuildsModule } from './rebuilds.controller.js';
import { ReplaysModule } from './replays.controller.js';

/** Verify and replay: every report's route, as it stands and as it stood; the ledger, and exports of it. */
export { EXPORTS, Exports, type ReadyExport } from './export/exports.js';
export { meanings } from './export/meanings.js';
export { EVENT_TIMES } from './event-times.js';
export { openAudit, type OpenAudit } from './open-audit.js';
export { REBUILDS, RebuildsModule } from './rebuilds.controller.js';
export { REPLAYS, ReplaysModule, type ListedReplay } from './replays.controller.js';

/** What is the audit app's alone; the reports are the query app's too. */
export const AUDIT_OWN_MODULES = [ReplaysModule, RebuildsModule, LedgerModule, ExportsModule, ReadingsModule];

export const AUDIT_MODULES = [ReportsModule.of(REPORTS), ...AUDIT_OWN_MODULES];
