import { Controller, Get, Inject, Module } from '@nestjs/common';
import { AnswersWith, Asked, INSTANT, listOf, Needs, oneOf, READING_RECORD, RequestMeta, schemaOf, TEXT, WHOLE, type KeptReading, type ReadingRecord, type ReadingsPage } from '@fieldledger/http';
import { Rejection, type Meta } from '@fieldledger/kernel';
import { isMoment } from '@fieldledger/local-time';

const [USUAL_LIMIT, MOST] = [100, 1_000];

const reading = schemaOf<KeptReading>({
  at: INSTANT, organization: TEXT, keyId: TEXT, app: TEXT, what: oneOf('ledger', 'export', 'replay', 'rebuild', 'unsealed', 'report', 'readings'), path: TEXT, parametersHash: TEXT, amount: WHOLE, times: WHOLE,
});

/** The organization's own record of who looked at what. Asking for it is noted too. */
@Controller('readings')
@Needs('audit')
export class ReadingsController {
  constructor(@Inject(READING_RECORD) private readonly record: ReadingRecord) {}

  /** The newest first: `before` an instant, at most `limit` (1 to 1,000); for those that follow, `next` is asked for as `after`. @throws Rejection `invalid-limit`, `invalid-instant`, `invalid-after` */
  @Get()
  @AnswersWith({ name: 'Readings', schema: schemaOf<ReadingsPage>({ readings: listOf(reading), next: { type: ['string', 'null'] } }) })
  async list(@Asked({ name: 'before', schema: INSTANT }, 'after', { name: 'limit', schema: { type: 'integer', minimum: 1, maximum: MOST } }) { before, after, limit = String(USUAL_LIMIT) }: Record<string, string | undefined>, @RequestMeta() { organization }: Meta): Promise<ReadingsPage> {
    if (!/^\d{1,4}$/.test(limit) || Number(limit) < 1 || Number(limit) > MOST) throw new Rejection('invalid', 'invalid-limit', 'limit is a number from 1 to 1,000.');
    if (before !== undefined && !isMoment(before)) throw new Rejection('invalid', 'invalid-instant', 'before is an instant that there is, with its zone, such as 2026-11-03T00:00:00Z.');
    return this.record.list(organization, { before, after, limit: Number(limit) });
  }
}

@Module({ controllers: [ReadingsController] })
export class ReadingsModule {}
