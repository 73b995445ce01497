import type { Person } from '@fieldledger/donations';
import type { ReadStore, When } from '@fieldledger/kernel';
import { withWholeFilings } from '../filings/whole-filings.js';
import { contributors, personIn, remarksIn, type ContributorRow, type RemarksSaid } from './contributors.projection.js';

/** Who gave, and what was said beside it; `erased` when the person was forgotten, and neither can be told any more. */
export interface NamedContributor {
  readonly person: Person;
  readonly remarks: RemarksSaid;
  readonly erased: boolean;
}

/** Stands where a name stood of a person who was forgotten. */
export const ERASED = '[erased]';

const CONTRIBUTORS = `
  WITH named AS (SELECT * FROM {{table}} WHERE organization = $1 AND contribution_id = ANY($2::uuid[]))
  SELECT contribution_id AS "contributionId", movement_id AS "movementId", person, remarks, erased FROM named`;

type Found = ContributorRow & { readonly contributionId: string; readonly movementId: string };

/**
 * Who is named in these contributions by what counts of them, in clear text: for keys that may see persons, and nobody else.
 * @param when that of the answer that shows them
 * @returns by the id of the movement: the contribution's own for its giver, the reattribution's for whom it was reattributed to
 */
export async function contributorsOf(store: ReadStore, organization: string, contributionIds: Iterable<string>, when: When): Promise<ReadonlyMap<string, NamedContributor>> {
  const ids = [...new Set(contributionIds)];
  if (ids.length === 0) return new Map();
  const { query } = await withWholeFilings(store, contributors, { projection: 'contributors', organization, sql: CONTRIBUTORS, parameters: [ids], when });
  const { rows } = await store.rows<Found>(query);
  return new Map(rows.map((row) => [row.movementId, { person: personIn(row), remarks: remarksIn(row), erased: row.erased }]));
}
