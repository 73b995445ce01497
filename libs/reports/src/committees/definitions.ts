import type { Cycle } from '@fieldledger/finance-rules';
import type { ReadStore, Reflects, When } from '@fieldledger/kernel';
import { committees, type CommitteeRow } from './committees.projection.js';

/** A committee as it was defined last. */
export type Definition = Pick<CommitteeRow, 'kind' | 'name' | 'cycleYears' | 'cycleEndsIn'> & { readonly committee: string };

const DEFINITIONS = `
  SELECT committee_id AS committee, kind, name, cycle_years AS "cycleYears", cycle_ends_in AS "cycleEndsIn" FROM {{table}}
  WHERE organization = $1 AND ($2::text IS NULL OR committee_id = $2)`;

/** Of one committee, or of all that were defined by the moment that is asked for. */
export function definitionsOf(store: ReadStore, organization: string, when: When, committee?: string): Promise<{ readonly rows: Definition[]; readonly reflects: Reflects }> {
  return store.rows<Definition>({ projection: committees.name, organization, sql: DEFINITIONS, parameters: [committee ?? null], when });
}

/** How often its office is up for election; undefined where nobody said. */
export const cycleOf = ({ cycleYears, cycleEndsIn }: Pick<Definition, 'cycleYears' | 'cycleEndsIn'>): Cycle | undefined => (cycleYears === null || cycleEndsIn === null ? undefined : { years: cycleYears, endsIn: cycleEndsIn });
