import type { Event } from '@fieldledger/kernel';
import type { DefineCommittee } from './committees-commands.js';

export type CommitteeDefined = Event<'CommitteeDefined', DefineCommittee>;
export type CommitteesEvent = CommitteeDefined;
