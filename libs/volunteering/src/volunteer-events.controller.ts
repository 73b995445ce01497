import { Body, Controller, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { answerBatch, answerOne, BatchOf, Needs, RequestMeta, ValidBody, type AskedBatch } from '@fieldledger/http';
import type { Meta } from '@fieldledger/kernel';
import { CancelVolunteerEvent, ChangeVolunteerEvent, PlanVolunteerEvent, ReinstateVolunteerEvent } from './volunteer-event-commands.js';
import { AskOfVolunteerEvents } from './volunteer-event-handlers.js';

type What = AskOfVolunteerEvents['what'];

/** The door for events that volunteers are asked to: one at a time, or up to 500 in a batch. */
@Controller('volunteer-events')
@Needs('ingest')
export class VolunteerEventsController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  plan(@Body(ValidBody) body: PlanVolunteerEvent, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('plan', body, meta, reply);
  }

  @Post('batch')
  planBatch(@BatchOf(PlanVolunteerEvent) batch: AskedBatch<PlanVolunteerEvent>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('plan', batch, meta, reply);
  }

  @Post('changes')
  change(@Body(ValidBody) body: ChangeVolunteerEvent, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('change', body, meta, reply);
  }

  @Post('changes/batch')
  changeBatch(@BatchOf(ChangeVolunteerEvent) batch: AskedBatch<ChangeVolunteerEvent>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('change', batch, meta, reply);
  }

  @Post('cancellations')
  cancel(@Body(ValidBody) body: CancelVolunteerEvent, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('cancel', body, meta, reply);
  }

  @Post('cancellations/batch')
  cancelBatch(@BatchOf(CancelVolunteerEvent) batch: AskedBatch<CancelVolunteerEvent>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('cancel', batch, meta, reply);
  }

  @Post('reinstatements')
  reinstate(@Body(ValidBody) body: ReinstateVolunteerEvent, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('reinstate', body, meta, reply);
  }

  @Post('reinstatements/batch')
  reinstateBatch(@BatchOf(ReinstateVolunteerEvent) batch: AskedBatch<ReinstateVolunteerEvent>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('reinstate', batch, meta, reply);
  }

  private async one(what: What, body: AskOfVolunteerEvents['items'][number], meta: Meta, reply: FastifyReply) {
    return answerOne(await this.commands.execute(new AskOfVolunteerEvents(what, [body], meta, false)), reply);
  }

  private batch(what: What, batch: AskedBatch<AskOfVolunteerEvents['items'][number]>, meta: Meta, reply: FastifyReply) {
    return answerBatch(batch, reply, (items, atomic) => this.commands.execute(new AskOfVolunteerEvents(what, items, meta, atomic)));
  }
}
