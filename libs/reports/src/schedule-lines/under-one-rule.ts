import { columnOf, type ReadStore, type Reflects, type ReportQuery, type When } from '@fieldledger/kernel';
import { definitionsOf, type Definition } from '../committees/definitions.js';
import { pinned, sameMoment } from '../when-asked.js';
import { TOLD } from './committee-lines.sql.js';
import { scheduleLines } from './schedule-lines.projection.js';

export type Rule = Pick<Definition, 'kind' | 'cycleYears' | 'cycleEndsIn'>;

/** What the newest gift says of its committee, by its own day and never by arrival. */
const lastTold = (committee: string) => `
  SELECT committee_kind AS kind, cycle_years AS "cycleYears", cycle_ends_in AS "cycleEndsIn" FROM {{table}}
  WHERE organization = $1 AND committee = ${committee} AND ${TOLD} AND standing AND committee_kind IS NOT NULL ORDER BY day DESC, contribution_id DESC LIMIT 1`;

const LAST_TOLD_OF_EACH = `
  SELECT known, last.* FROM (SELECT DISTINCT committee AS known FROM {{table}} WHERE organization = $1 AND committee <> ALL($2) AND ($3::text IS NULL OR committee = $3)) AS each CROSS JOIN LATERAL (${lastTold('known')}) AS last`;

/**
 * A query about the lines of a committee under one kind and cycle for all of them: a donor's gifts add up in one window,
 * however much of the committee was known when each of them came. It is as the committee was defined, at the moment that
 * is asked for; of one that nobody defined, as its newest gift says; of one of which nothing is known, as each line is.
 */
export async function underOneRule(store: ReadStore, committee: string, query: ReportQuery): Promise<ReportQuery> {
  const { organization, when = {}, sql, parameters } = query;
  const { rows: defined, reflects } = await definitionsOf(store, organization, when, committee);
  const asked = { ...query, when: pinned(when, reflects) };
  const rule: Rule | undefined = defined[0] ?? (await store.rows<Rule>({ ...asked, sql: lastTold('$2'), parameters: [committee] })).rows[0];
  if (!rule) return asked;
  const { kind, cycleYears, cycleEndsIn } = rule;
  return { ...asked, sql: ruled(sql, parameters.length + 2), parameters: [...parameters, kind, cycleYears, cycleEndsIn] };
}

/** The rule of each committee of which anything is known: of one, or of all. */
export async function rulesByCommittee(store: ReadStore, organization: string, when: When, committee?: string): Promise<{ readonly rules: ReadonlyMap<string, Rule>; readonly reflects: Reflects }> {
  const { rows: defined, reflects: definedAt } = await definitionsOf(store, organization, when, committee);
  const { rows: told, reflects } = await store.rows<Rule & { readonly known: string }>({
    projection: scheduleLines.name, organization, sql: LAST_TOLD_OF_EACH, parameters: [defined.map((it) => it.committee), committee ?? null], when: sameMoment(when, definedAt),
  });
  return { rules: new Map<string, Rule>([...told.map((it) => [it.known, it] as const), ...defined.map((it) => [it.committee, it] as const)]), reflects };
}

/** The same statement over lines that all say the parameters from `first` on, in the place of what each was told with. */
function ruled(sql: string, first: number): string {
  const rule: Readonly<Record<string, string>> = { committee_kind: `$${first}::text`, cycle_years: `$${first + 1}::int`, cycle_ends_in: `$${first + 2}::int` };
  const columns = COLUMNS.map((column) => (rule[column] === undefined ? column : `${rule[column]} AS ${column}`)).join(', ');
  return sql.replaceAll('{{table}}', 'ruled').replace('WITH', `WITH ruled AS NOT MATERIALIZED (SELECT ${columns} FROM {{table}}),`);
}

const COLUMNS = ['organization', ...scheduleLines.keyColumns, ...Object.keys(scheduleLines.initial)].map(columnOf);
