import { Body, Controller, Post, Query, Res, type Type } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { answerBatch, answerOne, Batch, batchMode, Needs, RequestMeta, ValidBody } from '@fieldledger/http';
import type { Meta } from '@fieldledger/kernel';
import { CancelVolunteerEvent, ChangeVolunteerEvent, PlanVolunteerEvent } from './volunteer-event-commands.js';
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
  planBatch(@Body(ValidBody) body: Batch, @Query('mode') mode: string | undefined, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('plan', PlanVolunteerEvent, body, mode, meta, reply);
  }

  @Post('changes')
  change(@Body(ValidBody) body: ChangeVolunteerEvent, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('change', body, meta, reply);
  }

  @Post('changes/batch')
  changeBatch(@Body(ValidBody) body: Batch, @Query('mode') mode: string | undefined, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('change', ChangeVolunteerEvent, body, mode, meta, reply);
  }

  @Post('cancellations')
  cancel(@Body(ValidBody) body: CancelVolunteerEvent, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('cancel', body, meta, reply);
  }

  @Post('cancellations/batch')
  cancelBatch(@Body(ValidBody) body: Batch, @Query('mode') mode: string | undefined, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('cancel', CancelVolunteerEvent, body, mode, meta, reply);
  }

  private async one(what: What, body: AskOfVolunteerEvents['items'][number], meta: Meta, reply: FastifyReply) {
    return answerOne(await this.commands.execute(new AskOfVolunteerEvents(what, [body], meta, false)), reply);
  }

  private batch(what: What, itemClass: Type<AskOfVolunteerEvents['items'][number]>, body: Batch, mode: string | undefined, meta: Meta, reply: FastifyReply) {
    return answerBatch(body, itemClass, batchMode(mode), reply, (items, atomic) => this.commands.execute(new AskOfVolunteerEvents(what, items, meta, atomic)));
  }
}
