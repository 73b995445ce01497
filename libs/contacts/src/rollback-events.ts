import type { Event, Position } from '@fieldledger/kernel';
import type { RollBackAttempts, UndoRollback } from './rollback-commands.js';

/** Meant: every standing attempt of the scope at or before `through` is to be voided, one void each, under this id. */
export type RollbackBegun = Event<'RollbackBegun', RollBackAttempts & { readonly through: Position }>;
/** Meant: what the rollback voided is to stand again. */
export type RollbackUndone = Event<'RollbackUndone', UndoRollback & { readonly through: Position }>;
export type RollbackEvent = RollbackBegun | RollbackUndone;
