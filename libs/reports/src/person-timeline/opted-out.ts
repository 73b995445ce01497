import { LATEST, type ReadStore } from '@fieldledger/kernel';

const STANDING = `
  SELECT count(*)::int AS moments, count(*) FILTER (WHERE type = 'DoNotContactRequested')::int > count(*) FILTER (WHERE type = 'DoNotContactWithdrawn')::int AS "optedOut"
  FROM {{table}} WHERE organization = $1 AND person = ANY($2::text[])`;

/** Whether anything is recorded of these references, and whether one of them closed a channel and did not take it back. */
export async function optedOutOf(store: ReadStore, organization: string, references: readonly string[]): Promise<{ readonly known: boolean; readonly optedOut: boolean }> {
  const { rows } = await store.rows<{ moments: number; optedOut: boolean }>({ projection: 'person_timeline', organization, sql: STANDING, parameters: [references], when: { minPosition: LATEST } });
  return { known: rows[0]!.moments > 0, optedOut: rows[0]!.optedOut };
}
