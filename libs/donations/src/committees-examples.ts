import type { CommitteesEvent } from './committees-events.js';

/** One good example of each event, in its present version. */
export const COMMITTEES_EXAMPLES: { readonly [T in CommitteesEvent['type']]: Extract<CommitteesEvent, { type: T }> } = {
  CommitteeDefined: {
    type: 'CommitteeDefined',
    data: { definitionId: '0b7d6a52-1a3c-4f5e-9d7e-5a4b3c2d1e01', committeeId: 'C00999999', kind: 'candidate', establishedOn: '2025-02-03', cycle: { years: 6, endsIn: 2026 } },
  },
};
