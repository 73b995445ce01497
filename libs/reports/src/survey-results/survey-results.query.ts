import { Get, Inject, Res } from '@nestjs/common';
import { type IQueryHandler, Query, QueryBus, QueryHandler } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { Asked, ID, MustBeAskedWith, RequestMeta, TEXT, WHOLE } from '@fieldledger/http';
import { POSITION, READ_STORE, Rejection, type Meta, type ReadStore, type When } from '@fieldledger/kernel';
import { AnswersAsReport, AnswersAt, NEXT } from '../answer-receipt/answers-at.js';
import { answerList, type ListAnswer } from '../answer-list.js';
import { each } from '../columns.js';
import { cut, filtersBy, type Cut } from '../cut.js';
import type { Report, ReportAnswer } from '../report.js';
import { afterAsked } from '../pages.js';
import { send } from '../send.js';
import { whenAsked } from '../when-asked.js';
import { ONE_VOTER } from '../link-rows.js';
import { surveyResults } from './survey-results.projection.js';

const DIMENSIONS = { campaign: 'campaign_id' } as const;

/** The latest answer of each voter, under all references that are linked, to each question holds, and of two at one attempt the one that was told last; a voter who ever gave two different ones is in conflict. */
const ANSWERS = (where: string) => `
  WITH RECURSIVE ${ONE_VOTER}, answer AS (
    SELECT coalesce(one.person, voter) AS voter, split_part(a, '=', 1)::int AS question, split_part(a, '=', 2)::int AS response, attempted_at, position, place
    FROM {{table}} LEFT JOIN one ON one.reference = voter CROSS JOIN unnest(answers) WITH ORDINALITY AS given (a, place) WHERE organization = $1 AND standing ${where}
  ), latest AS (
    SELECT DISTINCT ON (voter, question) voter, question, response
    FROM answer ORDER BY voter, question, attempted_at DESC, position DESC, place DESC
  ), conflict AS (
    SELECT voter, question FROM answer GROUP BY voter, question HAVING count(DISTINCT response) > 1
  )
  SELECT question AS "surveyQuestionId", response AS "surveyResponseId", count(*)::int AS voters, count(conflict.voter)::int AS conflicting
  FROM latest LEFT JOIN conflict USING (voter, question) GROUP BY question, response ORDER BY question, response`;

const SURVEY_RESULTS_TOTALS = `
  WITH RECURSIVE ${ONE_VOTER}
  SELECT count(*)::int AS "answeredAttempts", count(DISTINCT coalesce(one.person, voter))::int AS voters FROM {{table}} LEFT JOIN one ON one.reference = voter WHERE organization = $1 AND standing AND cardinality(answers) > 0`;

/** The attempts at which those voters who are counted in an answer gave it last. */
const COUNTED = `
  WITH RECURSIVE ${ONE_VOTER}, latest AS (
    SELECT DISTINCT ON (coalesce(one.person, voter), split_part(a, '=', 1)) position, attempt_id, split_part(a, '=', 1) AS question, split_part(a, '=', 2) AS response
    FROM {{table}} LEFT JOIN one ON one.reference = voter CROSS JOIN unnest(answers) WITH ORDINALITY AS given (a, place) WHERE organization = $1 AND standing AND ($2::text IS NULL OR coalesce(campaign_id, '') = $2)
    ORDER BY coalesce(one.person, voter), split_part(a, '=', 1), attempted_at DESC, position DESC, place DESC
  ),
  listed AS (SELECT position, attempt_id AS "attemptId", position AS place FROM latest WHERE question = $3 AND response = $4)`;

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
      projection: 'survey_results', organization, sql: ANSWERS(cut.where), parameters: cut.parameters, when: cut.when,
    });
    const sum = (name: 'voters' | 'conflicting') => rows.reduce((total, row) => total + row[name], 0);
    return { report: 'survey-results', version, reflects, rows, totals: { answers: sum('voters'), conflicting: sum('conflicting') } };
  }
}

export class GetCountedAnswers extends Query<ListAnswer> {
  constructor(
    readonly answer: { readonly campaign?: string; readonly question: string; readonly response: string; readonly when: When; readonly after?: string },
    readonly organization: string,
  ) {
    super();
  }
}

@QueryHandler(GetCountedAnswers)
export class GetCountedAnswersHandler implements IQueryHandler<GetCountedAnswers> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  execute({ answer: { campaign, question, response, when, after }, organization }: GetCountedAnswers): Promise<ListAnswer> {
    return answerList(this.store, { report: 'survey-results/events', projection: 'survey_results', organization, lines: COUNTED, parameters: [campaign ?? null, question, response], when, after }, 'events');
  }
}

const COLUMNS = each(WHOLE, 'surveyQuestionId', 'surveyResponseId', 'voters', 'conflicting');
const COUNTED_IN = { position: TEXT, attemptId: ID };

/** What voters answer, by their latest word; and how many have said different things. */
@AnswersAt('survey-results')
export class SurveyResultsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @AnswersAsReport({ name: 'SurveyResults', rows: COLUMNS, totals: each(WHOLE, 'answers', 'conflicting') })
  async results(@Asked(...filtersBy(DIMENSIONS)) asked: Record<string, string>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return send(await this.queries.execute(new GetSurveyResults(cut(asked, DIMENSIONS), meta.organization)), asked, reply, COLUMNS);
  }

  /** The events counted in a number: `surveyQuestionId` and `surveyResponseId` of its row. At most 1,000, in order of position; those that follow are asked for by `after`. */
  @Get('events')
  @AnswersAsReport({ name: 'CountedAnswers', rows: COUNTED_IN, totals: { events: WHOLE }, besides: NEXT })
  @MustBeAskedWith('surveyQuestionId', 'surveyResponseId')
  async events(@Asked(...['surveyQuestionId', 'surveyResponseId'].map((name) => ({ name, schema: { type: 'integer', minimum: 0 } })), ...filtersBy(DIMENSIONS), 'after') asked: Record<string, string>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    const { surveyQuestionId: question, surveyResponseId: response, campaign, after } = asked;
    if (!/^\d+$/.test(question ?? '') || !/^\d+$/.test(response ?? '')) {
      throw new Rejection('invalid', 'answer-required', 'Say which answer: surveyQuestionId and surveyResponseId, as a row of the report has them.');
    }
    return send(await this.queries.execute(new GetCountedAnswers({ campaign, question: question!, response: response!, when: whenAsked(asked), after: afterAsked(after, POSITION) }, meta.organization)), asked, reply, COUNTED_IN);
  }
}

export const surveyResultsReport: Report = {
  name: 'survey-results',
  projection: surveyResults,
  controller: SurveyResultsController,
  handlers: [GetSurveyResultsHandler, GetCountedAnswersHandler],
  totalsSql: SURVEY_RESULTS_TOTALS,
};
