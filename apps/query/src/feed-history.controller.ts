import { Controller, Get, Inject, Module, Param } from '@nestjs/common';
import { toRecord, type HistoryRecord } from '@fieldledger/feed';
import { AnswersWith, Asked, listOf, Needs, POSITION_GIVEN, RequestMeta, schemaOf, TEXT } from '@fieldledger/http';
import { BEGINNING, EVENT_LOG, Rejection, type EventLog, type Meta } from '@fieldledger/kernel';
import { eventTypesOf } from '@fieldledger/topics';

const USUAL_LIMIT = 1_000;

interface FeedPage {
  readonly records: readonly HistoryRecord[];
  /** To be asked for as `after` for the records that follow; null when there are none by now. */
  readonly next: string | null;
}

const record = schemaOf<HistoryRecord>({ headers: { type: 'object', additionalProperties: TEXT }, value: TEXT });

/** The log as a feed, for reporting services that come after Kafka has dropped what they need. */
@Controller('feed')
@Needs('read')
export class FeedHistoryController {
  constructor(@Inject(EVENT_LOG) private readonly log: EventLog) {}

  /**
   * The next events of a topic in the key's organization, as the relay writes them, in log order: `after` a position (from
   * the beginning where none is given), up to `until`, at most `limit` (1 to 10,000); for those that follow, `next` is asked for as `after`.
   * @throws Rejection `topic-unknown`, `invalid-limit`, `invalid-position`
   */
  @Get(':topic')
  @AnswersWith({ name: 'FeedPage', schema: schemaOf<FeedPage>({ records: listOf(record), next: { type: ['string', 'null'] } }) })
  async after(@Param('topic') topic: string, @Asked({ name: 'after', schema: POSITION_GIVEN }, { name: 'until', schema: POSITION_GIVEN }, { name: 'limit', schema: { type: 'integer', minimum: 1, maximum: 10_000 } }) { after = BEGINNING, until, limit = String(USUAL_LIMIT) }: Record<string, string | undefined>, @RequestMeta() { organization }: Meta): Promise<FeedPage> {
    const types = eventTypesOf(topic);
    if (!types) throw new Rejection('missing', 'topic-unknown', 'There is no such topic. Ask for one that ends in .contacts, .donations, .volunteering, .people or .ledger.');
    const events = await this.log.read(after, { limit: Number(limit), types, organization, until: until || undefined });
    return { records: events.map((event) => ({ headers: toRecord(event, undefined).headers, value: event.payload })), next: events.length < Number(limit) ? null : events.at(-1)!.position };
  }
}

@Module({ controllers: [FeedHistoryController] })
export class FeedHistoryModule {}
