import type { ReadStore, ReportQuery } from '@fieldledger/kernel';
import type { DonorRule } from '../donor-matching.js';
import { pinned } from '../when-asked.js';

const STANDING = `
  SELECT person, same FROM {{table}} AS link WHERE organization = $1 AND link_id IS NOT NULL AND type = 'PersonsLinked'
    AND NOT EXISTS (SELECT FROM {{table}} AS undone WHERE undone.organization = $1 AND undone.link_id = link.link_id AND undone.type = 'PersonsUnlinked')`;

/** A query about donors with what its rule needs of the links that stand, and of the same moment; another rule's as it is. */
export async function withLinks(store: ReadStore, rule: DonorRule, query: ReportQuery): Promise<ReportQuery> {
  if (rule !== 'linked-1') return query;
  const { organization, when = {}, sql, parameters } = query;
  const { rows, reflects } = await store.rows<{ person: string; same: string }>({ projection: 'person_timeline', organization, sql: STANDING, parameters: [], when });
  return { ...query, when: pinned(when, reflects), sql: sql.replaceAll('{{linked}}', `$${parameters.length + 2}`), parameters: [...parameters, JSON.stringify(donorsOf(rows))] };
}

/** For every donor whose reference is linked, the first of all that it is linked with, near or far. */
function donorsOf(links: readonly { readonly person: string; readonly same: string }[]): Record<string, string> {
  const neighbours = new Map<string, string[]>();
  for (const { person, same } of links) {
    for (const [a, b] of [[person, same], [same, person]] as const) {
      const known = neighbours.get(a);
      if (known) known.push(b);
      else neighbours.set(a, [b]);
    }
  }
  const donors: Record<string, string> = {};
  // In the order of their names, so that whoever comes first is the first of their group.
  for (const first of [...neighbours.keys()].sort()) {
    for (const open = [first]; open.length > 0; ) {
      const reference = open.pop()!;
      if (donors[`r:${reference}`] !== undefined) continue;
      donors[`r:${reference}`] = `r:${first}`;
      open.push(...neighbours.get(reference)!);
    }
  }
  return donors;
}
