import type { ReadStore, ReportQuery } from '@fieldledger/kernel';
import type { DonorRule } from '../donor-matching.js';
import { linkedPersons } from '../linked-persons.js';
import { pinned } from '../when-asked.js';

const STANDING = `
  SELECT person, same FROM {{table}} AS link WHERE organization = $1 AND link_id IS NOT NULL AND type = 'PersonsLinked'
    AND NOT EXISTS (SELECT FROM {{table}} AS undone WHERE undone.organization = $1 AND undone.link_id = link.link_id AND undone.type = 'PersonsUnlinked')`;

/** For every donor whose reference is linked, the one who stands for all that it is linked with. */
const ONE_DONOR = `WITH RECURSIVE ${linkedPersons(STANDING)} SELECT coalesce(json_object_agg('r:' || reference, 'r:' || person), '{}')::text AS donors FROM one`;

/** A query about donors with what its rule needs of the links that stand, and of the same moment; another rule's as it is. */
export async function withLinks(store: ReadStore, rule: DonorRule, query: ReportQuery): Promise<ReportQuery> {
  if (rule !== 'linked-1') return query;
  const { organization, when = {}, sql, parameters } = query;
  const { rows: [one], reflects } = await store.rows<{ donors: string }>({ projection: 'person_timeline', organization, sql: ONE_DONOR, parameters: [], when });
  return { ...query, when: pinned(when, reflects), sql: sql.replaceAll('{{linked}}', `$${parameters.length + 2}`), parameters: [...parameters, one!.donors] };
}
