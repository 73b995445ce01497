import { Body, Controller, Post, Query, Res, type Type } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { answerBatch, answerOne, Batch, batchMode, Needs, RequestMeta, ValidBody } from '@fieldledger/http';
import type { Meta } from '@fieldledger/kernel';
import { CancelShift, ChangeShift, PlanShift } from './shift-commands.js';
import { AskOfShifts } from './shift-handlers.js';

type What = AskOfShifts['what'];

/** The door for the shifts of volunteer events: one at a time, or up to 500 in a batch. */
@Controller('shifts')
@Needs('ingest')
export class ShiftsController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  plan(@Body(ValidBody) body: PlanShift, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('plan', body, meta, reply);
  }

  @Post('batch')
  planBatch(@Body(ValidBody) body: Batch, @Query('mode') mode: string | undefined, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('plan', PlanShift, body, mode, meta, reply);
  }

  @Post('changes')
  change(@Body(ValidBody) body: ChangeShift, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('change', body, meta, reply);
  }

  @Post('changes/batch')
  changeBatch(@Body(ValidBody) body: Batch, @Query('mode') mode: string | undefined, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('change', ChangeShift, body, mode, meta, reply);
  }

  @Post('cancellations')
  cancel(@Body(ValidBody) body: CancelShift, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('cancel', body, meta, reply);
  }

  @Post('cancellations/batch')
  cancelBatch(@Body(ValidBody) body: Batch, @Query('mode') mode: string | undefined, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('cancel', CancelShift, body, mode, meta, reply);
  }

  private async one(what: What, body: AskOfShifts['items'][number], meta: Meta, reply: FastifyReply) {
    return answerOne(await this.commands.execute(new AskOfShifts(what, [body], meta, false)), reply);
  }

  private batch(what: What, itemClass: Type<AskOfShifts['items'][number]>, body: Batch, mode: string | undefined, meta: Meta, reply: FastifyReply) {
    return answerBatch(body, itemClass, batchMode(mode), reply, (items, atomic) => this.commands.execute(new AskOfShifts(what, items, meta, atomic)));
  }
}
