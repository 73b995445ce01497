import type { ReadStore, When } from '@fieldledger/kernel';
import { definitionsOf } from '../committees/definitions.js';

/** Conduits that everybody's gifts come through, by the FEC's id (fec.gov/data/committee/C00401224). */
const WELL_KNOWN: Readonly<Record<string, string>> = { C00401224: 'ActBlue' };

/** What committees are called by whose id a gift is earmarked: as the organization defined them, else as everybody knows them. */
export async function conduitNames(store: ReadStore, organization: string, when: When): Promise<(committee: string | null) => string | null> {
  const { rows } = await definitionsOf(store, organization, when);
  const names = new Map(rows.map(({ committee, name }) => [committee, name]));
  return (committee) => (committee === null ? null : (names.get(committee) ?? WELL_KNOWN[committee] ?? null));
}
