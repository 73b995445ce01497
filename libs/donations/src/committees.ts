import type { Decider } from '@fieldledger/kernel';
import type { DefineCommittee } from './committees-commands.js';
import type { CommitteesEvent } from './committees-events.js';

export type CommitteeState = ReadonlyMap<string, Pick<DefineCommittee, 'kind' | 'establishedOn' | 'cycle'>>;

export const committeesDecider: Decider<CommitteeState, CommitteesEvent> = {
  kind: 'committees',
  initial: new Map(),
  evolve: (state, { data: { committeeId, kind, establishedOn, cycle } }) => new Map([...state, [committeeId, { kind, establishedOn, cycle }]]),
  versions: { CommitteeDefined: 1 },
  occurredAt: (_event, meta) => meta.receivedAt,
  asked: (data) => data,
};

/** An organization's committees are one record: its own id names it. */
export const committeesStreamId = (organization: string): string => organization;

export function defineCommittee({ definitionId, committeeId, kind, name, establishedOn, cycle }: DefineCommittee): CommitteesEvent[] {
  return [{ type: 'CommitteeDefined', data: { definitionId, committeeId, kind, name, establishedOn, cycle: cycle && { years: cycle.years, endsIn: cycle.endsIn } } }];
}
