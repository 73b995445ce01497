import { Body, Controller, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { answerBatch, answerOne, BatchOf, Needs, RequestMeta, ValidBody, type AskedBatch } from '@fieldledger/http';
import type { Meta } from '@fieldledger/kernel';
import { CancelShift, ChangeShift, PlanShift, ReinstateShift } from './shift-commands.js';
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
  planBatch(@BatchOf(PlanShift) batch: AskedBatch<PlanShift>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('plan', batch, meta, reply);
  }

  @Post('changes')
  change(@Body(ValidBody) body: ChangeShift, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('change', body, meta, reply);
  }

  @Post('changes/batch')
  changeBatch(@BatchOf(ChangeShift) batch: AskedBatch<ChangeShift>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('change', batch, meta, reply);
  }

  @Post('cancellations')
  cancel(@Body(ValidBody) body: CancelShift, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('cancel', body, meta, reply);
  }

  @Post('cancellations/batch')
  cancelBatch(@BatchOf(CancelShift) batch: AskedBatch<CancelShift>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('cancel', batch, meta, reply);
  }

  @Post('reinstatements')
  reinstate(@Body(ValidBody) body: ReinstateShift, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('reinstate', body, meta, reply);
  }

  @Post('reinstatements/batch')
  reinstateBatch(@BatchOf(ReinstateShift) batch: AskedBatch<ReinstateShift>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('reinstate', batch, meta, reply);
  }

  private async one(what: What, body: AskOfShifts['items'][number], meta: Meta, reply: FastifyReply) {
    return answerOne(await this.commands.execute(new AskOfShifts(what, [body], meta, false)), reply);
  }

  private batch(what: What, batch: AskedBatch<AskOfShifts['items'][number]>, meta: Meta, reply: FastifyReply) {
    return answerBatch(batch, reply, (items, atomic) => this.commands.execute(new AskOfShifts(what, items, meta, atomic)));
  }
}
