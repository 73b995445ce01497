import { Get, Inject, Res } from '@nestjs/common';
import { type IQueryHandler, Query, QueryBus, QueryHandler } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { Asked, INSTANT, RequestMeta, WHOLE } from '@fieldledger/http';
import { READ_STORE, type Meta, type ReadStore } from '@fieldledger/kernel';
import { AnswersAsReport, AnswersAt } from '../answer-receipt/answers-at.js';
import { DAY_OF, each, RATE, TEXT_OR_NULL } from '../columns.js';
import { cut, filtersBy, type Cut } from '../cut.js';
import type { Report, ReportAnswer } from '../report.js';
import { send } from '../send.js';
import { IS_CONTACT } from '../delivery.js';
import { canvasserActivity } from './canvasser-activity.projection.js';

const DIMENSIONS = { canvasser: 'canvasser', day: 'day', campaign: 'campaign_id', turf: 'turf_id' } as const;

const COUNTS = `count(*)::int AS attempts, count(*) FILTER (WHERE ${IS_CONTACT})::int AS contacts`;

const CANVASSER_ACTIVITY_TOTALS = `
  SELECT ${COUNTS}, count(DISTINCT canvasser)::int AS canvassers
  FROM {{table}} WHERE organization = $1 AND standing`;

/** Pace is attempts per hour between a canvasser's first and last knock of the day, divided once; null for a single knock. */
const ACTIVITY = (where: string) => `
  SELECT canvasser, day, ${COUNTS},
    min(attempted_at) AS "firstAt", max(attempted_at) AS "lastAt",
    round(3600 * count(*) / nullif(extract(epoch FROM max(attempted_at)::timestamptz - min(attempted_at)::timestamptz), 0), 1)::float8 AS "attemptsPerHour"
  FROM {{table}} WHERE organization = $1 AND standing ${where}
  GROUP BY canvasser, day ORDER BY canvasser COLLATE "C" NULLS FIRST, day COLLATE "C"`;

export class GetCanvasserActivity extends Query<ReportAnswer> {
  constructor(
    readonly cut: Cut,
    readonly organization: string,
  ) {
    super();
  }
}

@QueryHandler(GetCanvasserActivity)
export class GetCanvasserActivityHandler implements IQueryHandler<GetCanvasserActivity> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  async execute({ cut, organization }: GetCanvasserActivity): Promise<ReportAnswer> {
    const { rows, reflects, version } = await this.store.rows<{ attempts: number; contacts: number }>({
      projection: 'canvasser_activity', organization, sql: ACTIVITY(cut.where), parameters: cut.parameters, when: cut.when,
    });
    const sum = (name: 'attempts' | 'contacts') => rows.reduce((total, row) => total + row[name], 0);
    return { report: 'canvasser-activity', version, reflects, rows, totals: { attempts: sum('attempts'), contacts: sum('contacts') } };
  }
}

const COLUMNS = { canvasser: TEXT_OR_NULL, day: DAY_OF, ...each(WHOLE, 'attempts', 'contacts'), ...each(INSTANT, 'firstAt', 'lastAt'), attemptsPerHour: RATE };

/** Who knocked when, how often, and how fast. */
@AnswersAt('canvasser-activity')
export class CanvasserActivityController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @AnswersAsReport({ name: 'CanvasserActivity', rows: COLUMNS, totals: each(WHOLE, 'attempts', 'contacts') })
  async activity(@Asked(...filtersBy(DIMENSIONS)) asked: Record<string, string>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return send(await this.queries.execute(new GetCanvasserActivity(cut(asked, DIMENSIONS), meta.organization)), asked, reply, COLUMNS);
  }
}

export const canvasserActivityReport: Report = {
  name: 'canvasser-activity',
  projection: canvasserActivity,
  controller: CanvasserActivityController,
  handlers: [GetCanvasserActivityHandler],
  totalsSql: CANVASSER_ACTIVITY_TOTALS,
};
