import { Controller, Get, Inject, Query as Param, Res } from '@nestjs/common';
import { type IQueryHandler, Query, QueryBus, QueryHandler } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { Needs, RequestMeta } from '@fieldledger/http';
import { READ_STORE, type Meta, type ReadStore } from '@fieldledger/kernel';
import { cut, type Cut } from '../cut.js';
import type { Report, ReportAnswer } from '../report.js';
import { send } from '../send.js';
import { surveyResults } from './survey-results.projection.js';

const DIMENSIONS = { campaign: 'campaign_id' } as const;

/** The latest answer of each voter to each question holds; a voter who ever gave two different ones is in conflict. */
const ANSWERS = (where: string) => `
  WITH answer AS (
    SELECT voter, split_part(a, '=', 1)::int AS question, split_part(a, '=', 2)::int AS response, attempted_at, position
    FROM {{table}}, unnest(answers) AS a WHERE organization = $1 AND standing ${where}
  ), latest AS (
    SELECT DISTINCT ON (voter, question) voter, question, response
    FROM answer ORDER BY voter, question, attempted_at DESC, position DESC
  ), conflict AS (
    SELECT voter, question FROM answer GROUP BY voter, question HAVING count(DISTINCT response) > 1
  )
  SELECT question AS "surveyQuestionId", response AS "surveyResponseId", count(*)::int AS voters, count(conflict.voter)::int AS conflicting
  FROM latest LEFT JOIN conflict USING (voter, question) GROUP BY question, response ORDER BY question, response`;

const SURVEY_RESULTS_TOTALS = `
  SELECT count(*)::int AS "answeredAttempts", count(DISTINCT voter)::int AS voters FROM {{table}} WHERE organization = $1 AND standing AND cardinality(answers) > 0`;

export class GetSurveyResults extends Query<ReportAnswer> {
  constructor(
    readonly cut: Cut,
    readonly organization: string,
  ) {
    super();
  }
}

@QueryHandler(GetSurveyResults)
export class GetSurveyResultsHandler implements IQueryHandler<GetSurveyResults> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  async execute({ cut, organization }: GetSurveyResults): Promise<ReportAnswer> {
    const { rows, reflects, version } = await this.store.rows<{ voters: number; conflicting: number }>({
      projection: 'survey_results', organization, sql: ANSWERS(cut.where), parameters: cut.parameters, minPosition: cut.minPosition,
    });
    const sum = (name: 'voters' | 'conflicting') => rows.reduce((total, row) => total + row[name], 0);
    return { report: 'survey-results', version, reflects, rows, totals: { answers: sum('voters'), conflicting: sum('conflicting') } };
  }
}

/** What voters answer, by their latest word; and how many have said different things. */
@Controller('reports/survey-results')
@Needs('read')
export class SurveyResultsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  async results(@Param() asked: Record<string, string>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return send(await this.queries.execute(new GetSurveyResults(cut(asked, DIMENSIONS), meta.organization)), asked, reply);
  }
}

export const surveyResultsReport: Report = {
  name: 'survey-results',
  projection: surveyResults,
  controller: SurveyResultsController,
  handlers: [GetSurveyResultsHandler],
  totalsSql: SURVEY_RESULTS_TOTALS,
};
