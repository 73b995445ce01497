import type { RollbackEvent } from './rollback-events.js';

/** One good example of each event, in its present version. */
export const ROLLBACK_EXAMPLES: { readonly [T in RollbackEvent['type']]: Extract<RollbackEvent, { type: T }> } = {
  RollbackBegun: {
    type: 'RollbackBegun',
    data: {
      rollbackId: '83e24675-c173-4ae7-8e83-ca1728118388', scope: { of: 'batch', id: 'minivan-2026-10-03', campaignId: 'columbus-2026' },
      reasonCode: 'falsified', through: '0000000000004711',
    },
  },
  RollbackUndone: {
    type: 'RollbackUndone',
    data: { undoId: '94f35786-d284-4bf8-9f94-db2839229499', rollbackId: '83e24675-c173-4ae7-8e83-ca1728118388', through: '0000000000005822' },
  },
};
