import { Body, Controller, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { answerBatch, answerOne, BatchOf, Needs, RequestMeta, ValidBody, type AskedBatch } from '@fieldledger/http';
import type { Meta } from '@fieldledger/kernel';
import { AmendAttempt, RecordAttempt, ReportDelivery, VoidAttempt } from './attempt-commands.js';
import { AskOfAttempts } from './attempt-handlers.js';

type What = AskOfAttempts['what'];

/** Campaign apps' door for attempts: one at a time, or up to 500 in a batch. */
@Controller('contact-attempts')
@Needs('ingest')
export class ContactsController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  record(@Body(ValidBody) body: RecordAttempt, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('record', body, meta, reply);
  }

  @Post('batch')
  recordBatch(@BatchOf(RecordAttempt) batch: AskedBatch<RecordAttempt>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('record', batch, meta, reply);
  }

  @Post('deliveries')
  deliver(@Body(ValidBody) body: ReportDelivery, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('deliver', body, meta, reply);
  }

  @Post('deliveries/batch')
  deliverBatch(@BatchOf(ReportDelivery) batch: AskedBatch<ReportDelivery>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('deliver', batch, meta, reply);
  }

  @Post('voids')
  void(@Body(ValidBody) body: VoidAttempt, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('void', body, meta, reply);
  }

  @Post('voids/batch')
  voidBatch(@BatchOf(VoidAttempt) batch: AskedBatch<VoidAttempt>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('void', batch, meta, reply);
  }

  @Post('amendments')
  amend(@Body(ValidBody) body: AmendAttempt, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('amend', body, meta, reply);
  }

  @Post('amendments/batch')
  amendBatch(@BatchOf(AmendAttempt) batch: AskedBatch<AmendAttempt>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('amend', batch, meta, reply);
  }

  private async one(what: What, body: AskOfAttempts['items'][number], meta: Meta, reply: FastifyReply) {
    return answerOne(await this.commands.execute(new AskOfAttempts(what, [body], meta, false)), reply);
  }

  private batch(what: What, batch: AskedBatch<AskOfAttempts['items'][number]>, meta: Meta, reply: FastifyReply) {
    return answerBatch(batch, reply, (items, atomic) => this.commands.execute(new AskOfAttempts(what, items, meta, atomic)));
  }
}
