import { Body, Controller, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { answerBatch, answerOne, BatchOf, Needs, RequestMeta, ValidBody, type AskedBatch } from '@fieldledger/http';
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
  makeBatch(@BatchOf(MakePledge) batch: AskedBatch<MakePledge>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('make', batch, meta, reply);
  }

  @Post('fulfilments')
  fulfil(@Body(ValidBody) body: FulfilPledge, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('fulfil', body, meta, reply);
  }

  @Post('fulfilments/batch')
  fulfilBatch(@BatchOf(FulfilPledge) batch: AskedBatch<FulfilPledge>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('fulfil', batch, meta, reply);
  }

  @Post('cancellations')
  cancel(@Body(ValidBody) body: CancelPledge, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('cancel', body, meta, reply);
  }

  @Post('cancellations/batch')
  cancelBatch(@BatchOf(CancelPledge) batch: AskedBatch<CancelPledge>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('cancel', batch, meta, reply);
  }

  private async one(what: What, body: AskOfPledges['items'][number], meta: Meta, reply: FastifyReply) {
    return answerOne(await this.commands.execute(new AskOfPledges(what, [body], meta, false)), reply);
  }

  private batch(what: What, batch: AskedBatch<AskOfPledges['items'][number]>, meta: Meta, reply: FastifyReply) {
    return answerBatch(batch, reply, (items, atomic) => this.commands.execute(new AskOfPledges(what, items, meta, atomic)));
  }
}
