import { Controller, Get, Inject, Module, Param } from '@nestjs/common';
import { toRecord, type HistoryRecord } from '@fieldledger/feed';
import { Asked, Needs, RequestMeta } from '@fieldledger/http';
import { BEGINNING, EVENT_LOG, Rejection, type EventLog, type Meta } from '@fieldledger/kernel';
import { eventTypesOf } from '@fieldledger/topics';

const USUAL_LIMIT = 1_000;

/** The log as a feed, for reporting services that come after Kafka has dropped what they need. */
@Controller('feed')
@Needs('read')
export class FeedHistoryController {
  constructor(@Inject(EVENT_LOG) private readonly log: EventLog) {}

  /**
   * The next events of a topic in the key's organization, as the relay writes them, in log order: `after` a position (from
   * the beginning where none is given), up to `until`, at most `limit` (1 to 10,000).
   * @throws Rejection `topic-unknown`, `invalid-limit`, `invalid-position`
   */
  @Get(':topic')
  async after(@Param('topic') topic: string, @Asked('after', 'until', 'limit') { after, until, limit }: Record<string, string | undefined>, @RequestMeta() { organization }: Meta): Promise<{ records: HistoryRecord[] }> {
    const types = eventTypesOf(topic);
    if (!types) throw new Rejection('missing', 'topic-unknown', 'There is no such topic. Ask for one that ends in .contacts, .donations, .volunteering, .people or .ledger.');
    const events = await this.log.read(after ?? BEGINNING, { limit: limit === undefined ? USUAL_LIMIT : Number(limit), types, organization, until: until || undefined });
    return { records: events.map((event) => ({ headers: toRecord(event, undefined).headers, value: event.payload })) };
  }
}

@Module({ controllers: [FeedHistoryController] })
export class FeedHistoryModule {}
