import { COMMITTEE_KINDS, type CommitteesEvent } from '@fieldledger/donations';
import { nameUuid, type AppendRequest } from '@fieldledger/kernel';
import { knock } from './event-log-contract.js';
import type { MoneyHistoryOptions } from './money-history.js';
import { randomFrom } from './random.js';

/** Committees as requests to the log: many, and among them those to which the money of a history goes, defined ever otherwise. The same seed makes the same history. */
export function* committeesHistory({ seed, events, organizations }: MoneyHistoryOptions): Generator<AppendRequest> {
  const upTo = randomFrom(seed);
  for (let n = 0; n < events; n++) {
    const organization = organizations[upTo(organizations.length)]!;
    const definitionId = nameUuid('committees', String(seed), String(n));
    const { type, data }: CommitteesEvent = {
      type: 'CommitteeDefined',
      data: { definitionId, committeeId: `C0000000${upTo(3) === 0 ? upTo(3) : n}`, kind: COMMITTEE_KINDS[upTo(COMMITTEE_KINDS.length)]!, cycle: upTo(3) === 0 ? { years: 6, endsIn: 2026 } : undefined },
    };
    yield knock({ stream: `committees-${organization}`, id: definitionId, expected: 'any', organization, type, data });
  }
}
