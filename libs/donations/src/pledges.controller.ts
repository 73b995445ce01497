import { Body, Controller, Post, Query, Res, type Type } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { answerBatch, answerOne, Batch, batchMode, Needs, RequestMeta, ValidBody } from '@fieldledger/http';
import type { Meta } from '@fieldledger/kernel';
import { CancelPledge, FulfilPledge, MakePledge } from './pledge-commands.js';
import { AskOfPledges } from './pledge-handlers.js';

type What = AskOfPledges['what'];

/** The door for promises to give, and what becomes of them: one at a time, or up to 500 in a batch. */
@Controller('pledges')
@Needs('ingest')
export class PledgesController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  make(@Body(ValidBody) body: MakePledge, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('make', body, meta, reply);
  }

  @Post('batch')
  makeBatch(@Body(ValidBody) body: Batch, @Query('mode') mode: string | undefined, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('make', MakePledge, body, mode, meta, reply);
  }

  @Post('fulfilments')
  fulfil(@Body(ValidBody) body: FulfilPledge, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('fulfil', body, meta, reply);
  }

  @Post('fulfilments/batch')
  fulfilBatch(@Body(ValidBody) body: Batch, @Query('mode') mode: string | undefined, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('fulfil', FulfilPledge, body, mode, meta, reply);
  }

  @Post('cancellations')
  cancel(@Body(ValidBody) body: CancelPledge, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('cancel', body, meta, reply);
  }

  @Post('cancellations/batch')
  cancelBatch(@Body(ValidBody) body: Batch, @Query('mode') mode: string | undefined, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('cancel', CancelPledge, body, mode, meta, reply);
  }

  private async one(what: What, body: AskOfPledges['items'][number], meta: Meta, reply: FastifyReply) {
    return answerOne(await this.commands.execute(new AskOfPledges(what, [body], meta, false)), reply);
  }

  private batch(what: What, itemClass: Type<AskOfPledges['items'][number]>, body: Batch, mode: string | undefined, meta: Meta, reply: FastifyReply) {
    return answerBatch(body, itemClass, batchMode(mode), reply, (items, atomic) => this.commands.execute(new AskOfPledges(what, items, meta, atomic)));
  }
}
