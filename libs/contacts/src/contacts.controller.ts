import { Body, Controller, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { answerBatch, answerOne, BatchOf, Needs, RequestMeta, ValidBody, type AskedBatch } from '@fieldledger/http';
import type { Meta } from '@fieldledger/kernel';
import { AmendAttempt, RecordAttempt, ReportDelivery, VoidAttempt } from './attempt-commands.js';
import { AmendAttempts, RecordAttempts, ReportDeliveries, VoidAttempts } from './attempt-handlers.js';

/** Campaign apps' door for attempts: one at a time, or up to 500 in a batch. */
@Controller('contact-attempts')
@Needs('ingest')
export class ContactsController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  async record(@Body(ValidBody) body: RecordAttempt, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return answerOne(await this.commands.execute(new RecordAttempts([body], meta, false)), reply);
  }

  @Post('batch')
  recordBatch(@BatchOf(RecordAttempt) batch: AskedBatch<RecordAttempt>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return answerBatch(batch, reply, (items, atomic) => this.commands.execute(new RecordAttempts(items, meta, atomic)));
  }

  @Post('deliveries')
  async deliver(@Body(ValidBody) body: ReportDelivery, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return answerOne(await this.commands.execute(new ReportDeliveries([body], meta, false)), reply);
  }

  @Post('deliveries/batch')
  deliverBatch(@BatchOf(ReportDelivery) batch: AskedBatch<ReportDelivery>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return answerBatch(batch, reply, (items, atomic) => this.commands.execute(new ReportDeliveries(items, meta, atomic)));
  }

  @Post('voids')
  async void(@Body(ValidBody) body: VoidAttempt, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return answerOne(await this.commands.execute(new VoidAttempts([body], meta, false)), reply);
  }

  @Post('voids/batch')
  voidBatch(@BatchOf(VoidAttempt) batch: AskedBatch<VoidAttempt>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return answerBatch(batch, reply, (items, atomic) => this.commands.execute(new VoidAttempts(items, meta, atomic)));
  }

  @Post('amendments')
  async amend(@Body(ValidBody) body: AmendAttempt, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return answerOne(await this.commands.execute(new AmendAttempts([body], meta, false)), reply);
  }

  @Post('amendments/batch')
  amendBatch(@BatchOf(AmendAttempt) batch: AskedBatch<AmendAttempt>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return answerBatch(batch, reply, (items, atomic) => this.commands.execute(new AmendAttempts(items, meta, atomic)));
  }
}
