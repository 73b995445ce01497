import { Body, Controller, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { answerBatch, answerOne, BatchOf, Needs, RequestMeta, ValidBody, type AskedBatch } from '@fieldledger/http';
import type { Meta } from '@fieldledger/kernel';
import { CancelSeries, ChangeSeries, ChargeSeries, ReportFailedCharge, StartSeries } from './series-commands.js';
import { AskOfSeries } from './series-handlers.js';

type What = AskOfSeries['what'];

/** The door for gifts that are repeated, and what becomes of each series: one at a time, or up to 500 in a batch. */
@Controller('series')
@Needs('ingest')
export class SeriesController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  start(@Body(ValidBody) body: StartSeries, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('start', body, meta, reply);
  }

  @Post('batch')
  startBatch(@BatchOf(StartSeries) batch: AskedBatch<StartSeries>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('start', batch, meta, reply);
  }

  @Post('charges')
  charge(@Body(ValidBody) body: ChargeSeries, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('charge', body, meta, reply);
  }

  @Post('charges/batch')
  chargeBatch(@BatchOf(ChargeSeries) batch: AskedBatch<ChargeSeries>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('charge', batch, meta, reply);
  }

  @Post('failures')
  fail(@Body(ValidBody) body: ReportFailedCharge, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('fail', body, meta, reply);
  }

  @Post('failures/batch')
  failBatch(@BatchOf(ReportFailedCharge) batch: AskedBatch<ReportFailedCharge>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('fail', batch, meta, reply);
  }

  @Post('changes')
  change(@Body(ValidBody) body: ChangeSeries, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('change', body, meta, reply);
  }

  @Post('changes/batch')
  changeBatch(@BatchOf(ChangeSeries) batch: AskedBatch<ChangeSeries>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('change', batch, meta, reply);
  }

  @Post('cancellations')
  cancel(@Body(ValidBody) body: CancelSeries, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('cancel', body, meta, reply);
  }

  @Post('cancellations/batch')
  cancelBatch(@BatchOf(CancelSeries) batch: AskedBatch<CancelSeries>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('cancel', batch, meta, reply);
  }

  private async one(what: What, body: AskOfSeries['items'][number], meta: Meta, reply: FastifyReply) {
    return answerOne(await this.commands.execute(new AskOfSeries(what, [body], meta, false)), reply);
  }

  private batch(what: What, batch: AskedBatch<AskOfSeries['items'][number]>, meta: Meta, reply: FastifyReply) {
    return answerBatch(batch, reply, (items, atomic) => this.commands.execute(new AskOfSeries(what, items, meta, atomic)));
  }
}
