import type { Decider } from '@fieldledger/kernel';
import type { DefineCommittee } from './committees-commands.js';
import type { CommitteesEvent } from './committees-events.js';

export type CommitteeState = ReadonlyMap<string, Pick<DefineCommittee, 'kind' | 'establishedOn' | 'cycle'>>;

export const committeesDecider: Decider<CommitteeState, CommitteesEvent> = {
  kind: 'committees',
  initial: new Map(),
  evolve: (state, event) => foldCommittees([event], state),
  versions: { CommitteeDefined: 1 },
  occurredAt: (_event, meta) => meta.receivedAt,
  asked: (data) => data,
};

/** The committees after these definitions, of which the last of each holds. Every request asks for them, so they are copied once and not with each definition. */
export function foldCommittees(events: readonly CommitteesEvent[], before: CommitteeState = new Map()): CommitteeState {
  return new Map([...before, ...events.map(({ data: { committeeId, kind, establishedOn, cycle } }) => [committeeId, { kind, establishedOn, cycle }] as const)]);
}

/** An organization's committees are one record: its own id names it. */
export const committeesStreamId = (organization: string): string => organization;

export function defineCommittee({ definitionId, committeeId, kind, name, establishedOn, cycle }: DefineCommittee): CommitteesEvent[] {
  return [{ type: 'CommitteeDefined', data: { definitionId, committeeId, kind, name, establishedOn, cycle: cycle && { years: cycle.years, endsIn: cycle.endsIn } } }];
}
