import { Controller, Delete, Get, HttpCode, Inject, Module, Param } from '@nestjs/common';
import { AnswersWith, ID, INSTANT, listOf, Needs, oneOf, RequestMeta, schemaOf, TEXT, WHOLE } from '@fieldledger/http';
import { Rejection, type Meta } from '@fieldledger/kernel';
import type { PostgresReplays, ReplayStatus } from '@fieldledger/read-store';
import { REPORTS } from '@fieldledger/reports';
import { CANCELLED, type Cancelled } from './cancelled.js';

/** Under this name an app provides its replays. */
export const REPLAYS = Symbol('Replays');

/** A replay, and which reports ask its table. */
export interface ListedReplay extends ReplayStatus {
  readonly reports: readonly string[];
}

interface ListedReplays {
  readonly note: string;
  readonly replays: readonly ListedReplay[];
}

const replay = schemaOf<ListedReplay>({
  id: ID, projection: TEXT, 'asOf?': INSTANT, 'occurredUntil?': INSTANT, state: oneOf('waiting', 'folding', 'finished', 'cancelled', 'failed'), position: TEXT, of: TEXT, events: WHOLE, startedAt: INSTANT, 'error?': TEXT,
  reports: listOf(TEXT),
});

/** Where they are told of. */
const NOTE = 'These are the replays of this process since its start; another process of the audit app tells of its own.';

/** Replays of this organization's reports in this process: which are under way, how far they have come, and an end to one. */
@Controller('replays')
@Needs('audit')
export class ReplaysController {
  constructor(@Inject(REPLAYS) private readonly replays: PostgresReplays) {}

  @Get()
  @AnswersWith({ name: 'ListedReplays', schema: schemaOf<ListedReplays>({ note: TEXT, replays: listOf(replay) }) })
  list(@RequestMeta() { organization }: Meta): ListedReplays {
    const asking = (table: string) => REPORTS.filter(({ projection, alsoAsks = [] }) => [projection, ...alsoAsks].some(({ name }) => name === table)).map(({ name }) => name);
    return { note: NOTE, replays: this.replays.list(organization).map((status) => ({ ...status, reports: asking(status.projection) })) };
  }

  /** @throws Rejection `replay-missing` */
  @Delete(':id')
  @AnswersWith(CANCELLED)
  @HttpCode(200)
  async cancel(@Param('id') id: string, @RequestMeta() { organization }: Meta): Promise<Cancelled> {
    if (!(await this.replays.cancel(organization, id))) throw new Rejection('missing', 'replay-missing', 'This organization has no such replay under way in this process.');
    return { id, cancelled: true };
  }
}

@Module({ controllers: [ReplaysController] })
export class ReplaysModule {}
