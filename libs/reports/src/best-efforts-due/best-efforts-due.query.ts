import { Get, Inject, Res } from '@nestjs/common';
import { type IQueryHandler, Query, QueryBus, QueryHandler } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import type { RuleSet } from '@fieldledger/finance-rules';
import { Asked, ID, listOf, oneOf, RequestMeta, SeesPersons, TEXT, TRUTH, WHOLE } from '@fieldledger/http';
import { READ_STORE, type Meta, type ReadStore, type Reflects, type When } from '@fieldledger/kernel';
import { AnswersAsReport, AnswersAt } from '../answer-receipt/answers-at.js';
import { COMMITTEE, committeeOf, DAY, truthOf } from '../asked-values.js';
import { CENTS, type Columns, DAY_OF, DAY_OR_NULL, each, ID_OR_NULL, TEXT_OR_NULL } from '../columns.js';
import { committees } from '../committees/committees.projection.js';
import { contributors } from '../contributors/contributors.projection.js';
import { contributorsOf } from '../contributors/contributors.query.js';
import { dayReached } from '../day-reached.js';
import { DONOR_COLUMNS, donorRule, DONORS_TAKEN, type DonorRule } from '../donor-matching.js';
import { exactCents } from '../exact-cents.js';
import { filingRows } from '../filing-differences/filing-rows.projection.js';
import { filings } from '../filings/filings.projection.js';
import { isPage, NEXT_OF_PAGE, pageAsked, pageOf, PAGES_TAKEN, PART, placeLike, type PageAsked } from '../pages.js';
import type { Report, ReportAnswer } from '../report.js';
import { RULES_TAKEN, rulesAsked } from '../rules-asked.js';
import { send } from '../send.js';
import { EVERY_REPORT_TAKES, sameMoment, whenAsked } from '../when-asked.js';
import { withLinks } from '../person-timeline/with-links.js';
import { scheduleLines } from '../schedule-lines/schedule-lines.projection.js';
import { rulesByCommittee } from '../schedule-lines/under-one-rule.js';
import { bestEfforts } from './best-efforts.projection.js';
import { effectsUntil } from './effects.js';
import { EFFORT_STATUSES, effortStatus, followUpDueOn, type EffortStatus } from './effort-status.js';
import { shapesOf } from './shapes.js';
import { whomToAsk, type WhomToAsk } from './whom-to-ask.js';

/**
 * Gifts whose donor is named on the schedule, and parts that were reattributed to somebody who is: over the threshold ($2) by
 * themselves or with what the donor gave before of the same kind in the same window. Windows and kinds are those of the
 * shape of the committee ($4). What became of some of them ($6) has effects of its own ($7), in the place of the gift. The
 * order is the donor's, not that of the log. Those to whom nothing is missing are only counted where they are not wanted ($8).
 */
const EFFORTS = (donor: string) => `
  WITH shape AS MATERIALIZED (
    SELECT key AS shape, ARRAY(SELECT jsonb_array_elements_text(value -> 'starts')) AS starts, value -> 'groups' AS groups FROM jsonb_each($4::jsonb -> 'shapes')
  ),
  shaped AS MATERIALIZED (SELECT key AS committee, value AS shape FROM jsonb_each_text($4::jsonb -> 'committees')),
  gift AS MATERIALIZED (
    SELECT contribution_id, committee, counted_as, width_bucket(received_on, starts) AS counted_in, coalesce(conduit_day, received_on) AS day, coalesce(received_at, '') AS at, ${donor} AS holder, amount_cents AS cents, CASE WHEN unaggregated THEN 0 ELSE amount_cents END AS adds
    FROM {{table}} LEFT JOIN shaped USING (committee) JOIN shape ON shape.shape = coalesce(shaped.shape, ''), LATERAL (SELECT coalesce(groups ->> line, line) AS counted_as) AS kind
    WHERE organization = $1 AND movement_id = contribution_id AND standing AND received_on <= $5 AND ($3::text IS NULL OR committee = $3)
  ),
  effect AS (
    SELECT contribution_id, contribution_id AS movement_id, committee, counted_as, counted_in, day, at, 0 AS step, holder, cents, adds FROM gift WHERE contribution_id <> ALL($6::uuid[])
    UNION ALL SELECT contribution_id, "movementId", committee, counted_as, counted_in, became.day, at, step, donor, became.cents, became.adds
    FROM gift JOIN jsonb_to_recordset($7::jsonb) AS became ("contributionId" uuid, "movementId" uuid, step int, day text, donor text, cents bigint, adds bigint) ON contribution_id = "contributionId"
  ),
  running AS (
    SELECT contribution_id, movement_id, committee, holder, cents, sum(adds) OVER (PARTITION BY committee, counted_as, counted_in, coalesce(holder, contribution_id::text) ORDER BY day, at, contribution_id, step) AS aggregate FROM effect
  ),
  effort AS MATERIALIZED (
    SELECT contribution_id AS "contributionId", nullif(movement_id, contribution_id) AS "reattributionId", running.committee, holder AS donor, received_on AS "receivedOn", cents::float8 AS "amountCents", aggregate::text AS "aggregateCents",
      array_remove(ARRAY[CASE WHEN NOT (has_employer OR answered_employer) THEN 'employer' END, CASE WHEN NOT (has_occupation OR answered_occupation) THEN 'occupation' END], NULL) AS missing,
      requested_on AS "requestedOn", requested_by AS "requestedBy", followed_up_on AS "followedUpOn", followed_up_by AS "followedUpBy", answered_on AS "answeredOn", events, position
    FROM running JOIN {{table}} AS whose USING (contribution_id, movement_id)
    WHERE organization = $1 AND individual AND (aggregate > $2 OR cents > $2)
  )
  SELECT effort, contributions FROM (
    SELECT to_json(effort) AS effort, "receivedOn", committee, "contributionId", "reattributionId", 1 AS contributions FROM effort WHERE $8::boolean OR missing <> '{}'
    UNION ALL
    SELECT NULL, NULL, NULL, NULL, NULL, count(*)::int FROM effort WHERE NOT ($8::boolean OR missing <> '{}')
  ) AS told ORDER BY "receivedOn", committee COLLATE "C", "contributionId", "reattributionId" NULLS FIRST`;

const BEST_EFFORTS_DUE_TOTALS = `
  SELECT count(*)::int AS persons, count(*) FILTER (WHERE NOT ((has_employer OR answered_employer) AND (has_occupation OR answered_occupation)))::int AS incomplete,
    count(*) FILTER (WHERE requested_on IS NOT NULL)::int AS asked, count(*) FILTER (WHERE followed_up_on IS NOT NULL)::int AS "followedUp"
  FROM {{table}} WHERE organization = $1 AND standing AND individual`;

interface Found {
  readonly contributionId: string;
  /** By which the part is theirs; null for the giver. */
  readonly reattributionId: string | null;
  readonly committee: string;
  readonly receivedOn: string;
  readonly aggregateCents: string;
  readonly missing: readonly ('employer' | 'occupation')[];
  readonly requestedOn: string | null;
  readonly followedUpOn: string | null;
}

/** Whoever gave a contribution, or got a part of it by a reattribution, and whose employer or occupation is missing; and what is to be done about it by when. */
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
    const ruled = await rulesByCommittee(this.store, organization, when, committee);
    const upTo = (reflects: Reflects) => asked.on ?? dayReached(reflects);
    const became = await effectsUntil(this.store, upTo, { organization, committee, donors, rules, when: sameMoment(when, ruled.reflects) });
    const on = upTo(became.reflects);
    const parameters = [rules.itemizeOverCents, committee ?? null, JSON.stringify(shapesOf(ruled.rules)), on, became.touched, JSON.stringify(became.effects), all];
    const { rows: found, reflects, version } = await this.store.rows<{ effort: Found | null; contributions: number }>(
      await withLinks(this.store, donors, { projection: bestEfforts.name, organization, sql: EFFORTS(DONOR_COLUMNS[donors]), parameters, when: sameMoment(when, became.reflects) }),
    );
    const rows = found.flatMap(({ effort }): EffortDue[] => (effort ? [{ ...effort, aggregateCents: exactCents(effort.aggregateCents), status: effortStatus(effort, on, rules), dueOn: followUpDueOn(effort, rules) }] : []));
    const contributions = found.reduce((sum, each) => sum + each.contributions, 0);
    const count = (status: EffortStatus) => rows.filter((row) => row.status === status).length;
    const totals = { contributions, ...Object.fromEntries(EFFORT_STATUSES.map((status) => [status, count(status)])), ...(!all && { complete: contributions - rows.length }) };
    const { page, next } = pageOf(rows, asked, placeOf);
    const named = seesPersons ? await this.named(page, organization, sameMoment(when, reflects)) : page;
    return { report: 'best-efforts-due', version, reflects, rules: rules.name, donors, on, rows: named, totals, ...(isPage(asked) && { next }) };
  }

  private async named(rows: readonly EffortDue[], organization: string, when: When): Promise<EffortDue[]> {
    const known = await contributorsOf(this.store, organization, rows.map(({ contributionId }) => contributionId), when);
    return rows.map((row) => ({ ...row, ...whomToAsk(known.get(row.reattributionId ?? row.contributionId)) }));
  }
}

/** In the order of the rows. */
const placeOf = ({ receivedOn, committee, contributionId, reattributionId }: EffortDue) => [receivedOn, committee, contributionId, reattributionId ?? ''].join('\t');
const PLACE = placeLike(PART.day, PART.word, PART.id, `(?:${PART.id})?`);

const COLUMNS = {
  contributionId: ID, reattributionId: ID_OR_NULL, committee: TEXT, donor: TEXT_OR_NULL, receivedOn: DAY_OF, ...each(CENTS, 'amountCents', 'aggregateCents'), missing: listOf(oneOf('employer', 'occupation')), requestedOn: DAY_OR_NULL, requestedBy: TEXT_OR_NULL,
  followedUpOn: DAY_OR_NULL, followedUpBy: TEXT_OR_NULL, answeredOn: DAY_OR_NULL, events: listOf(ID), position: TEXT, status: oneOf(...EFFORT_STATUSES), dueOn: DAY_OF,
};
const NAMED = { ...each(TEXT_OR_NULL, 'name', 'email', 'phone', 'address') } satisfies Columns<WhomToAsk>;

/** Whose employer and occupation are to be asked for, and until when (52 U.S.C. 30102(i), 11 CFR 104.7). */
@AnswersAt('best-efforts-due')
export class BestEffortsDueController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @AnswersAsReport({ name: 'BestEffortsDue', rows: COLUMNS, atTimes: NAMED, totals: each(WHOLE, 'contributions', ...EFFORT_STATUSES), besides: { rules: TEXT, donors: TEXT, on: DAY_OF, ...NEXT_OF_PAGE } })
  async due(@Asked({ name: 'committee', schema: COMMITTEE.schema }, { name: 'on', schema: DAY.schema }, { name: 'all', schema: TRUTH }, RULES_TAKEN, DONORS_TAKEN, ...PAGES_TAKEN, ...EVERY_REPORT_TAKES) asked: Record<string, string>, @RequestMeta() meta: Meta, @SeesPersons() seesPersons: boolean, @Res({ passthrough: true }) reply: FastifyReply) {
    const query = { ...pageAsked(asked, PLACE), committee: asked.committee === undefined ? undefined : committeeOf(asked.committee, 'committee'), when: whenAsked(asked), on: asked.on === undefined ? undefined : DAY.read(asked.on, 'on'), all: truthOf(asked.all, 'all'), rules: rulesAsked(asked.rules), donors: donorRule(asked.donors) };
    return send(await this.queries.execute(new GetBestEffortsDue(query, meta.organization, seesPersons)), asked, reply, seesPersons ? { ...COLUMNS, ...NAMED } : COLUMNS);
  }
}

export const bestEffortsDueReport: Report = {
  name: 'best-efforts-due',
  projection: bestEfforts,
  controller: BestEffortsDueController,
  handlers: [GetBestEffortsDueHandler],
  totalsSql: BEST_EFFORTS_DUE_TOTALS,
  alsoAsks: [committees, contributors, filings, filingRows, scheduleLines],
};
