import { Get, Inject, Res } from '@nestjs/common';
import { type IQueryHandler, Query, QueryBus, QueryHandler } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { Asked, INSTANT, RequestMeta, WHOLE } from '@fieldledger/http';
import { READ_STORE, type Meta, type ReadStore } from '@fieldledger/kernel';
import { AnswersAsReport, AnswersAt } from '../answer-receipt/answers-at.js';
import { DAY_OF, each, RATE, TEXT_OR_NULL } from '../columns.js';
import { cut, filtersBy, type Cut } from '../cut.js';
import { IS_CONTACT } from '../delivery.js';
import { isPage, NEXT_OF_PAGE, pageAsked, pageOf, PAGES_TAKEN, PART, placeLike, type PageAsked } from '../pages.js';
import type { Report, ReportAnswer } from '../report.js';
import { send } from '../send.js';
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

interface Activity {
  readonly canvasser: string | null;
  readonly day: string;
  readonly attempts: number;
  readonly contacts: number;
}

export interface CanvasserActivityAnswer extends ReportAnswer {
  /** Of a page: to be asked for as `after` for the rows that follow; null when there are none. */
  readonly next?: string | null;
}

export class GetCanvasserActivity extends Query<CanvasserActivityAnswer> {
  constructor(
    readonly cut: Cut,
    readonly page: PageAsked,
    readonly organization: string,
  ) {
    super();
  }
}

@QueryHandler(GetCanvasserActivity)
export class GetCanvasserActivityHandler implements IQueryHandler<GetCanvasserActivity> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  async execute({ cut, page: asked, organization }: GetCanvasserActivity): Promise<CanvasserActivityAnswer> {
    const { rows, reflects, version } = await this.store.rows<Activity>({
      projection: 'canvasser_activity', organization, sql: ACTIVITY(cut.where), parameters: cut.parameters, when: cut.when,
    });
    const sum = (name: 'attempts' | 'contacts') => rows.reduce((total, row) => total + row[name], 0);
    const { page, next } = pageOf(rows, asked, placeOf);
    return { report: 'canvasser-activity', version, reflects, ...(isPage(asked) && { next }), rows: page, totals: { attempts: sum('attempts'), contacts: sum('contacts') } };
  }
}

/** In the order of the rows: what nobody is named for comes first. */
const placeOf = ({ canvasser, day }: Activity) => [canvasser ?? '', day].join('\t');
const PLACE = placeLike(PART.any, PART.day);

const COLUMNS = { canvasser: TEXT_OR_NULL, day: DAY_OF, ...each(WHOLE, 'attempts', 'contacts'), ...each(INSTANT, 'firstAt', 'lastAt'), attemptsPerHour: RATE };

/** Who knocked when, how often, and how fast. */
@AnswersAt('canvasser-activity')
export class CanvasserActivityController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @AnswersAsReport({ name: 'CanvasserActivity', rows: COLUMNS, totals: each(WHOLE, 'attempts', 'contacts'), besides: NEXT_OF_PAGE })
  async activity(@Asked(...filtersBy(DIMENSIONS), ...PAGES_TAKEN) asked: Record<string, string>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return send(await this.queries.execute(new GetCanvasserActivity(cut(asked, DIMENSIONS), pageAsked(asked, PLACE), meta.organization)), asked, reply, COLUMNS);
  }
}

export const canvasserActivityReport: Report = {
  name: 'canvasser-activity',
  projection: canvasserActivity,
  controller: CanvasserActivityController,
  handlers: [GetCanvasserActivityHandler],
  totalsSql: CANVASSER_ACTIVITY_TOTALS,
};
