import type { ReadStore, When } from '@fieldledger/kernel';
import { holdingFilings } from '../filings/corrected-coverage.js';
import { knownFilings } from '../filings/known-filings.js';
import { overlaps, type Period } from './period.js';

/** What the covers of the filings within a period say of amounts that are on no row. Undefined where one of them does not say it, or reaches beyond the period. */
export interface Covers {
  /** What each line of either schedule comes to on all covers together; sums of other lines are left out. */
  readonly lines: Readonly<Record<'A' | 'B', ReadonlyMap<string, bigint>>>;
  readonly unitemizedCents?: bigint;
  /** All individuals, listed or not: the covers of older presidential reports do not tell them apart. */
  readonly allCents?: bigint;
  readonly refundsIndividualsCents?: bigint;
}

const COVERS = 'SELECT cover FROM {{table}} WHERE organization = $1 AND filing_id = ANY ($2::uuid[])';

/** @param when that of the schedule they are compared with */
export async function coversOf(store: ReadStore, organization: string, committee: string, period: Period, when: When): Promise<Covers> {
  const { from, to } = period;
  const { known } = await knownFilings(store, organization, when);
  const holding = holdingFilings(known).filter((it) => it.committee === committee && overlaps(period, it));
  if (holding.some(({ coverageFrom, coverageThrough }) => coverageFrom < from || coverageThrough > to)) return { lines: { A: new Map(), B: new Map() } };
  const { rows } = await store.rows<{ readonly cover: readonly string[] }>({ projection: 'filings', organization, sql: COVERS, parameters: [holding.map(({ filingId }) => filingId)], when });
  const covers = rows.map(({ cover }) => new Map(cover.map((entry) => entry.split('=') as [string, string])));
  const total = (...names: string[]) => sum(covers.map((lines) => names.map((name) => lines.get(name)).find((cents) => cents !== undefined)));
  return { lines: { A: linesOf(covers, 'SA'), B: linesOf(covers, 'SB') }, unitemizedCents: total('SA11AII', 'SA17AII'), allCents: total('SA11AIII', 'SA17AIII'), refundsIndividualsCents: total('SB20A', 'SB28A') };
}

function linesOf(covers: readonly ReadonlyMap<string, string>[], schedule: string): Map<string, bigint> {
  const names = new Set(covers.flatMap((lines) => [...lines.keys()]).filter((name) => name.startsWith(schedule) && !name.endsWith('AIII')));
  const totals = [...names].map((name) => [name, sum(covers.map((lines) => lines.get(name)))] as const);
  return new Map(totals.filter((total): total is [string, bigint] => total[1] !== undefined));
}

function sum(cents: readonly (string | undefined)[]): bigint | undefined {
  if (cents.length === 0 || cents.includes(undefined)) return undefined;
  return cents.reduce((total, each) => total + BigInt(each!), 0n);
}
