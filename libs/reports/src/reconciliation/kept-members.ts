import type { Contribution } from '@fieldledger/donations';

/** The names under which amendments and sightings speak of the words beside a gift. */
export const WORDS: readonly string[] = ['remarks', 'purpose', 'memoText', 'comment'];

/** The name under which they speak of what the election is called. */
export const ELECTION = 'electionDescription';

/** What an amendment leaves as it was: of what is sealed, what it says nothing of. `said` is what it tells, sealed or opened. */
export function keptMembers({ giver, electionDescription, changed }: Contribution & { readonly changed: readonly string[] }, said: { readonly person?: unknown; readonly remarks?: unknown; readonly election?: unknown }) {
  return {
    person: said.person === undefined && giver !== null && giver.given.length > 0,
    remarks: said.remarks === undefined && !changed.some((name) => WORDS.includes(name)),
    election: said.election === undefined && electionDescription === undefined && !changed.includes(ELECTION),
  };
}
