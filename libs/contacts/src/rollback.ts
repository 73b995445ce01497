import { nameUuid, Rejection, type Decider, type Position } from '@fieldledger/kernel';
import type { Attempt, AttemptEvent } from './attempt-events.js';
import { optOutIdOf, type AttemptState } from './attempt.js';
import type { RollBackAttempts, RollbackScope, UndoRollback } from './rollback-commands.js';
import type { RollbackBegun, RollbackEvent } from './rollback-events.js';

export type RollbackState = { readonly begun?: RollbackBegun['data']; readonly undone: boolean };

export const rollbackDecider: Decider<RollbackState, RollbackEvent> = {
  kind: 'rollback',
  initial: { undone: false },
  evolve,
  versions: { RollbackBegun: 1, RollbackUndone: 1 },
  occurredAt: (_event, meta) => meta.receivedAt,
  asked: ({ through: _through, ...asked }) => asked,
};

/** The intention, recorded first, so that a rollback that was interrupted can be told and resumed. */
export function beginRollback(command: RollBackAttempts, through: Position): RollbackEvent[] {
  const { rollbackId, scope, reasonCode } = command;
  return [{ type: 'RollbackBegun', data: { rollbackId, scope: { of: scope.of, id: scope.id, system: scope.system, scope: scope.scope, campaignId: scope.campaignId }, reasonCode, through } }];
}

/** @throws Rejection `rollback-missing`, `rollback-undone` */
export function undoRollback({ undoId, rollbackId }: UndoRollback, through: Position, state: RollbackState): RollbackEvent[] {
  if (!state.begun) throw new Rejection('missing', 'rollback-missing', 'No rollback is recorded under this id.');
  if (state.undone) throw new Rejection('conflict', 'rollback-undone', 'This rollback was undone before.');
  return [{ type: 'RollbackUndone', data: { undoId, rollbackId, through } }];
}

/** Whether an attempt belongs to what is rolled back. */
export function inScope(scope: RollbackScope, attempt: Pick<Attempt, 'batchId' | 'canvasserId' | 'turfId' | 'campaignId' | 'voter'>): boolean {
  if (scope.system !== undefined && attempt.voter.system !== scope.system) return false;
  if (scope.scope !== undefined && attempt.voter.scope !== scope.scope) return false;
  if (scope.campaignId !== undefined && attempt.campaignId !== scope.campaignId) return false;
  switch (scope.of) {
    case 'batch':
      return attempt.batchId === scope.id;
    case 'canvasser':
      return attempt.canvasserId === scope.id;
    case 'turf':
      return attempt.turfId === scope.id;
  }
}

/** The id of the void that a rollback makes of an attempt: always the same, so that it can be resumed. */
export function voidIdOf(rollbackId: string, attemptId: string): string {
  return nameUuid('rollback-void', rollbackId, attemptId);
}

/** Lets an attempt stand again, if this rollback is what voided it. @throws Rejection `not-voided-by-rollback` */
export function reinstateAttempt({ undoId, rollbackId }: UndoRollback, attemptId: string, state: AttemptState): AttemptEvent[] {
  if (state.status !== 'voided' || state.correctionId !== voidIdOf(rollbackId, attemptId)) {
    throw new Rejection('conflict', 'not-voided-by-rollback', 'Something else was recorded of this attempt since; it is left as it is.');
  }
  const { optOut } = state.attempt;
  return [{ type: 'ContactAttempted', data: { ...state.attempt, optOut: optOut && { ...optOut, requestId: optOutIdOf(attemptId, undoId) } } }];
}

/** Total: history is never refused. */
function evolve(state: RollbackState, { type, data }: RollbackEvent): RollbackState {
  switch (type) {
    case 'RollbackBegun':
      return { ...state, begun: data };
    case 'RollbackUndone':
      return { ...state, undone: true };
  }
}
