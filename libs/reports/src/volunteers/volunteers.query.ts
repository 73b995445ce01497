import { TEXT, TRUTH } from '@fieldledger/http';
import type { ReadStore, When } from '@fieldledger/kernel';
import type { VolunteerDetails } from '@fieldledger/volunteering';
import { type Columns } from '../columns.js';
import { detailsIn, type VolunteerRow } from './volunteers.projection.js';

const VOLUNTEERS = 'SELECT volunteer, details, erased FROM {{table}} WHERE organization = $1 AND volunteer = ANY($2::text[])';

/** A line of a list, with who it is: names and contact data, or the word that they were erased. */
export type Named<R> = R & { readonly details: VolunteerDetails | null; readonly erased: boolean };

/** The columns that names add to a list. */
export const NAMED: Columns = { details: { type: ['object', 'null'], additionalProperties: TEXT }, erased: TRUTH };

/**
 * Says of each line of a list who the volunteer is: for keys that may see persons, and nobody else.
 * @param when that of the answer that shows them
 */
export async function withNames<R extends { readonly volunteer: string | null }>(store: ReadStore, organization: string, rows: readonly R[], when: When): Promise<Named<R>[]> {
  const references = [...new Set(rows.flatMap(({ volunteer }) => volunteer ?? []))];
  const { rows: found } = await store.rows<VolunteerRow & { readonly volunteer: string }>({ projection: 'volunteers', organization, sql: VOLUNTEERS, parameters: [references], when });
  const known = new Map(found.map((row) => [row.volunteer, row]));
  return rows.map((row) => {
    const who = known.get(row.volunteer ?? '');
    return { ...row, details: who && !who.erased ? detailsIn(who) : null, erased: who?.erased ?? false };
  });
}
