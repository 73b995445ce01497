import type { ReadStore, When } from '@fieldledger/kernel';
import type { Period } from './period.js';

/** What the covers of the filings within a period say of amounts that are on no row. Undefined where one of them does not say it. */
export interface Covers {
  readonly unitemizedCents?: bigint;
  /** All individuals, listed or not: the covers of older presidential reports do not tell them apart. */
  readonly allCents?: bigint;
  readonly refundsIndividualsCents?: bigint;
}

/** Of each report that no other replaced the version that holds: complete, of the highest amendment number, signed last, told last. */
const COVERS = `
  SELECT cover FROM (
    SELECT DISTINCT ON (report_id) report_id, coverage_from, coverage_through, cover FROM {{table}}
    WHERE organization = $1 AND committee = $2 AND complete AND report_id <> ALL ($5::uuid[]) ORDER BY report_id, amendment_number DESC, coalesce(signed_on, '') DESC, received_position DESC
  ) AS holding
  WHERE coverage_from >= $3 AND coverage_through <= $4`;

/** @param replaced reports that an amendment of other days replaced. @param when that of the schedule they are compared with */
export async function coversOf(store: ReadStore, organization: string, committee: string, { from, to }: Period, replaced: readonly string[], when: When): Promise<Covers> {
  const { rows } = await store.rows<{ readonly cover: readonly string[] }>({ projection: 'filings', organization, sql: COVERS, parameters: [committee, from, to, replaced], when });
  const covers = rows.map(({ cover }) => new Map(cover.map((entry) => entry.split('=') as [string, string])));
  const total = (...names: string[]) => sum(covers.map((lines) => names.map((name) => lines.get(name)).find((cents) => cents !== undefined)));
  return { unitemizedCents: total('SA11AII', 'SA17AII'), allCents: total('SA11AIII', 'SA17AIII'), refundsIndividualsCents: total('SB20A', 'SB28A') };
}

function sum(cents: readonly (string | undefined)[]): bigint | undefined {
  if (cents.length === 0 || cents.includes(undefined)) return undefined;
  return cents.reduce((total, each) => total + BigInt(each!), 0n);
}
