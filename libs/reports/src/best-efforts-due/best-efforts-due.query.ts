import { Get, Inject, Res } from '@nestjs/common';
import { type IQueryHandler, Query, QueryBus, QueryHandler } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { RECIPIENTS, windowStarts, type RuleSet } from '@fieldledger/finance-rules';
import { Asked, ID, listOf, oneOf, RequestMeta, SeesPersons, TEXT, TRUTH, WHOLE } from '@fieldledger/http';
import { READ_STORE, type Meta, type ReadStore, type When } from '@fieldledger/kernel';
import { AnswersAsReport, AnswersAt } from '../answer-receipt/answers-at.js';
import { DAY, truthOf } from '../asked-values.js';
import { CENTS, type Columns, DAY_OF, DAY_OR_NULL, each, TEXT_OR_NULL } from '../columns.js';
import { committees } from '../committees/committees.projection.js';
import { cycleOf, definitionsOf, type Definition } from '../committees/definitions.js';
import { contributors } from '../contributors/contributors.projection.js';
import { contributorsOf } from '../contributors/contributors.query.js';
import { dayReached } from '../day-reached.js';
import { DONOR_COLUMNS, donorRule, DONORS_TAKEN, type DonorRule } from '../donor-matching.js';
import { exactCents } from '../exact-cents.js';
import { filingRows } from '../filing-differences/filing-rows.projection.js';
import { filings } from '../filings/filings.projection.js';
import { isPage, NEXT_OF_PAGE, pageAsked, pageOf, PAGES_TAKEN, type PageAsked } from '../pages.js';
import type { Report, ReportAnswer } from '../report.js';
import { RULES_TAKEN, rulesAsked } from '../rules-asked.js';
import { send } from '../send.js';
import { EVERY_REPORT_TAKES, pinned, sameMoment, whenAsked } from '../when-asked.js';
import { withLinks } from '../person-timeline/with-links.js';
import { bestEfforts } from './best-efforts.projection.js';
import { EFFORT_STATUSES, effortStatus, followUpDueOn, type EffortStatus } from './effort-status.js';
import { whomToAsk, type WhomToAsk } from './whom-to-ask.js';

/**
 * Gifts whose donor is named on the schedule: over the threshold ($3) by themselves or with what the donor gave before
 * in the same window, which is as the committee was defined ($5: the first days of its windows), else as its gift says.
 * What was paid back lowers that from its own day on, where the rules say so ($2): the schedule of the day before had it.
 * The order is the donor's, not that of the log. Of those to whom nothing is missing only their days and how many they are,
 * where they are not wanted ($6).
 */
const EFFORTS = (donor: string) => `
  WITH gift AS MATERIALIZED (
    SELECT *, ${donor} AS whose, coalesce(width_bucket(received_on, starts)::text, aggregate_window) AS counted_in, amount_cents - reattributed_cents AS kept_cents, coalesce(received_at, '') AS at
    FROM {{table}} LEFT JOIN (SELECT key AS committee, ARRAY(SELECT jsonb_array_elements_text(value)) AS starts FROM jsonb_each($5::jsonb)) AS defined USING (committee)
    WHERE organization = $1 AND standing AND individual AND NOT undone AND ($4::text IS NULL OR committee = $4)
  ),
  back AS (
    SELECT contribution_id, step, greatest(split_part(told, ' ', 1), received_on) AS day, kept_cents, split_part(told, ' ', 2)::bigint AS cents, sum(split_part(told, ' ', 2)::bigint) OVER (PARTITION BY contribution_id ORDER BY step) AS upto
    FROM gift, unnest(taken) WITH ORDINALITY AS each (told, step) WHERE $2::boolean
  ),
  effect AS (
    SELECT contribution_id, 0 AS step, received_on AS day, kept_cents AS cents FROM gift
    UNION ALL SELECT contribution_id, step, day, least(upto - cents, kept_cents) - least(upto, kept_cents) FROM back
  ),
  running AS (
    SELECT contribution_id, step, sum(effect.cents) OVER (PARTITION BY committee, counted_in, coalesce(whose, contribution_id::text) ORDER BY day, at, contribution_id, step) AS aggregate FROM effect JOIN gift USING (contribution_id)
  ),
  effort AS MATERIALIZED (
    SELECT contribution_id AS "contributionId", committee, whose AS donor, received_on AS "receivedOn", amount_cents::float8 AS "amountCents", aggregate::text AS "aggregateCents",
      array_remove(ARRAY[CASE WHEN NOT (has_employer OR answered_employer) THEN 'employer' END, CASE WHEN NOT (has_occupation OR answered_occupation) THEN 'occupation' END], NULL) AS missing,
      requested_on AS "requestedOn", requested_by AS "requestedBy", followed_up_on AS "followedUpOn", followed_up_by AS "followedUpBy", answered_on AS "answeredOn", events, position
    FROM gift JOIN running USING (contribution_id)
    WHERE step = 0 AND (aggregate > $3 OR amount_cents > $3)
  )
  SELECT effort, "receivedOn", contributions FROM (
    SELECT to_json(effort) AS effort, "receivedOn", committee, "contributionId", 1 AS contributions FROM effort WHERE $6::boolean OR missing <> '{}'
    UNION ALL
    SELECT NULL, "receivedOn", NULL, NULL, count(*)::int FROM effort WHERE NOT ($6::boolean OR missing <> '{}') GROUP BY "receivedOn"
  ) AS told ORDER BY "receivedOn", committee COLLATE "C", "contributionId"`;

const BEST_EFFORTS_DUE_TOTALS = `
  SELECT count(*)::int AS contributions, count(*) FILTER (WHERE NOT ((has_employer OR answered_employer) AND (has_occupation OR answered_occupation)))::int AS incomplete,
    count(*) FILTER (WHERE requested_on IS NOT NULL)::int AS asked, count(*) FILTER (WHERE followed_up_on IS NOT NULL)::int AS "followedUp"
  FROM {{table}} WHERE organization = $1 AND standing AND individual AND NOT undone`;

/** Of all the years in which there can have been a gift. */
function windowsOf(definition: Definition): string[] {
  return windowStarts(RECIPIENTS.find((it) => it === definition.kind) ?? null, 1976, 2100, cycleOf(definition));
}

interface Found {
  readonly contributionId: string;
  readonly committee: string;
  readonly receivedOn: string;
  readonly aggregateCents: string;
  readonly missing: readonly ('employer' | 'occupation')[];
  readonly requestedOn: string | null;
  readonly followedUpOn: string | null;
}

/** One contribution whose donor's employer or occupation is missing, and what is to be done about it by when. */
export interface EffortDue extends Omit<Found, 'aggregateCents'>, Partial<WhomToAsk> {
  readonly aggregateCents: number | string;
  readonly status: EffortStatus;
  /** The last day for the second request. */
  readonly dueOn: string;
}

export interface EffortsAnswer extends ReportAnswer<EffortDue> {
  /** Of a page: to be asked for as `after` for the rows that follow; null when there are none. */
  readonly next?: string | null;
  /** The rule set, the rule by which donors are told apart, and the day for which it is true. */
  readonly rules: string;
  readonly donors: DonorRule;
  readonly on: string;
}

export interface AskedEfforts extends PageAsked {
  readonly committee?: string;
  readonly on?: string;
  /** Those that are complete, too. */
  readonly all: boolean;
  readonly rules: RuleSet;
  readonly donors: DonorRule;
  readonly when: When;
}

export class GetBestEffortsDue extends Query<EffortsAnswer> {
  constructor(
    readonly asked: AskedEfforts,
    readonly organization: string,
    readonly seesPersons: boolean,
  ) {
    super();
  }
}

@QueryHandler(GetBestEffortsDue)
export class GetBestEffortsDueHandler implements IQueryHandler<GetBestEffortsDue> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  async execute({ asked, organization, seesPersons }: GetBestEffortsDue): Promise<EffortsAnswer> {
    const { committee, all, rules, donors, when } = asked;
    const defined = await definitionsOf(this.store, organization, when, committee);
    const parameters = [rules.refundsLowerAggregate, rules.itemizeOverCents, committee ?? null, JSON.stringify(Object.fromEntries(defined.rows.map((it) => [it.committee, windowsOf(it)]))), all];
    const { rows: found, reflects, version } = await this.store.rows<{ effort: Found | null; receivedOn: string; contributions: number }>(
      await withLinks(this.store, donors, { projection: bestEfforts.name, organization, sql: EFFORTS(DONOR_COLUMNS[donors]), parameters, when: pinned(when, defined.reflects) }),
    );
    const on = asked.on ?? dayReached(reflects);
    const then = found.filter(({ receivedOn }) => receivedOn <= on);
    const rows = then.flatMap(({ effort }): EffortDue[] => (effort ? [{ ...effort, aggregateCents: exactCents(effort.aggregateCents), status: effortStatus(effort, on, rules), dueOn: followUpDueOn(effort, rules) }] : []));
    const contributions = then.reduce((sum, each) => sum + each.contributions, 0);
    const count = (status: EffortStatus) => rows.filter((row) => row.status === status).length;
    const totals = { contributions, ...Object.fromEntries(EFFORT_STATUSES.map((status) => [status, count(status)])), ...(!all && { complete: contributions - rows.length }) };
    const { page, next } = pageOf(rows, asked, placeOf);
    const named = seesPersons ? await this.named(page, organization, sameMoment(when, reflects)) : page;
    return { report: 'best-efforts-due', version, reflects, rules: rules.name, donors, on, rows: named, totals, ...(isPage(asked) && { next }) };
  }

  private async named(rows: readonly EffortDue[], organization: string, when: When): Promise<EffortDue[]> {
    const known = await contributorsOf(this.store, organization, rows.map(({ contributionId }) => contributionId), when);
    return rows.map((row) => ({ ...row, ...whomToAsk(known.get(row.contributionId)) }));
  }
}

/** In the order of the rows. */
const placeOf = ({ receivedOn, committee, contributionId }: EffortDue) => [receivedOn, committee, contributionId].join('\t');

const COLUMNS = {
  contributionId: ID, committee: TEXT, donor: TEXT_OR_NULL, receivedOn: DAY_OF, ...each(CENTS, 'amountCents', 'aggregateCents'), missing: listOf(oneOf('employer', 'occupation')), requestedOn: DAY_OR_NULL, requestedBy: TEXT_OR_NULL,
  followedUpOn: DAY_OR_NULL, followedUpBy: TEXT_OR_NULL, answeredOn: DAY_OR_NULL, events: listOf(ID), position: TEXT, status: oneOf(...EFFORT_STATUSES), dueOn: DAY_OF,
};
const NAMED = { ...each(TEXT_OR_NULL, 'name', 'email', 'phone', 'address') } satisfies Columns<WhomToAsk>;

/** Whose employer and occupation are to be asked for, and until when (52 U.S.C. 30102(i), 11 CFR 104.7). */
@AnswersAt('best-efforts-due')
export class BestEffortsDueController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @AnswersAsReport({ name: 'BestEffortsDue', rows: COLUMNS, atTimes: NAMED, totals: each(WHOLE, 'contributions', ...EFFORT_STATUSES), besides: { rules: TEXT, donors: TEXT, on: DAY_OF, ...NEXT_OF_PAGE } })
  async due(@Asked('committee', { name: 'on', schema: DAY.schema }, { name: 'all', schema: TRUTH }, RULES_TAKEN, DONORS_TAKEN, ...PAGES_TAKEN, ...EVERY_REPORT_TAKES) asked: Record<string, string>, @RequestMeta() meta: Meta, @SeesPersons() seesPersons: boolean, @Res({ passthrough: true }) reply: FastifyReply) {
    const query = { ...pageAsked(asked), committee: asked.committee, when: whenAsked(asked), on: asked.on === undefined ? undefined : DAY.read(asked.on, 'on'), all: truthOf(asked.all, 'all'), rules: rulesAsked(asked.rules), donors: donorRule(asked.donors) };
    return send(await this.queries.execute(new GetBestEffortsDue(query, meta.organization, seesPersons)), asked, reply, seesPersons ? { ...COLUMNS, ...NAMED } : COLUMNS);
  }
}

export const bestEffortsDueReport: Report = {
  name: 'best-efforts-due',
  projection: bestEfforts,
  controller: BestEffortsDueController,
  handlers: [GetBestEffortsDueHandler],
  totalsSql: BEST_EFFORTS_DUE_TOTALS,
  alsoAsks: [committees, contributors, filings, filingRows],
};
