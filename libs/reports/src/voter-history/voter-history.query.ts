import { Controller, Get, Inject, Query as Param, Res } from '@nestjs/common';
import { type IQueryHandler, Query, QueryBus, QueryHandler } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { Needs, RequestMeta } from '@fieldledger/http';
import { READ_STORE, Rejection, type Meta, type ReadStore } from '@fieldledger/kernel';
import type { Report, ReportAnswer } from '../report.js';
import { send } from '../send.js';
import { voterHistory } from './voter-history.projection.js';

/** In the order things were recorded; an attempt is marked voided when a later void of it has no later fresh attempt. */
const TIMELINE = `
  WITH mine AS (SELECT DISTINCT attempt_id FROM {{table}} WHERE organization = $1 AND voter = $2 AND attempt_id IS NOT NULL)
  SELECT position, type, attempt_id AS "attemptId", occurred_at AS "occurredAt", recorded_at AS "recordedAt",
    contact_type AS "contactType", result, detail, flags,
    type = 'ContactAttempted' AND EXISTS (
      SELECT FROM {{table}} AS void WHERE void.organization = $1 AND void.attempt_id = event.attempt_id
        AND void.type = 'ContactAttemptVoided' AND void.position > event.position) AS voided
  FROM {{table}} AS event
  WHERE organization = $1 AND (voter = $2 OR (voter IS NULL AND attempt_id IN (SELECT attempt_id FROM mine)))
  ORDER BY position`;

const VOTER_HISTORY_TOTALS = `SELECT count(*)::int AS events, count(DISTINCT voter)::int AS voters FROM {{table}} WHERE organization = $1`;

export class GetVoterHistory extends Query<ReportAnswer> {
  constructor(
    readonly voter: string,
    readonly organization: string,
    readonly minPosition?: string,
  ) {
    super();
  }
}

@QueryHandler(GetVoterHistory)
export class GetVoterHistoryHandler implements IQueryHandler<GetVoterHistory> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  async execute({ voter, organization, minPosition }: GetVoterHistory): Promise<ReportAnswer> {
    const { rows, reflects, version } = await this.store.rows<{ type: string; voided: boolean }>({
      projection: 'voter_history', organization, sql: TIMELINE, parameters: [voter], minPosition,
    });
    const attempts = rows.filter(({ type }) => type === 'ContactAttempted');
    return {
      report: 'voter-history', version, reflects, rows,
      totals: { events: rows.length, attempts: attempts.filter(({ voided }) => !voided).length, voided: attempts.filter(({ voided }) => voided).length },
    };
  }
}

/** The contact history of one voter, as a timeline: nothing left out, what was voided marked. */
@Controller('reports/voter-history')
@Needs('read')
export class VoterHistoryController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  async history(@Param() asked: Record<string, string>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    if (!/^[^/]+\/[^/]+\/[^/]+$/.test(asked.voter ?? '')) {
      throw new Rejection('invalid', 'voter-required', 'Say whose history: voter=system/scope/id, such as van/OH.myvoters/1044321.');
    }
    return send(await this.queries.execute(new GetVoterHistory(asked.voter!, meta.organization, asked.minPosition)), asked, reply);
  }
}

export const voterHistoryReport: Report = {
  name: 'voter-history',
  projection: voterHistory,
  controller: VoterHistoryController,
  handlers: [GetVoterHistoryHandler],
  totalsSql: VOTER_HISTORY_TOTALS,
};
