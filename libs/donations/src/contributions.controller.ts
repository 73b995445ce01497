import { Body, Controller, Post, Query, Res, type Type } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { answerBatch, answerOne, Batch, batchMode, Needs, RequestMeta, ValidBody } from '@fieldledger/http';
import type { Meta } from '@fieldledger/kernel';
import {
  AmendContribution, BounceContribution, ChargeBackContribution, CloseDispute, DepositContribution, OpenDispute, ReattributeContribution, ReceiveInformation, RecordContribution,
  RedesignateContribution, RefundContribution, RequestInformation, ReturnContribution, WithdrawContribution,
} from './contribution-commands.js';
import { AskOfContributions } from './contribution-handlers.js';

type What = AskOfContributions['what'];

/** The door for contributions and all that becomes of them: one at a time, or up to 500 in a batch. */
@Controller('contributions')
@Needs('ingest')
export class ContributionsController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  record(@Body(ValidBody) body: RecordContribution, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('record', body, meta, reply);
  }

  @Post('batch')
  recordBatch(@Body(ValidBody) body: Batch, @Query('mode') mode: string | undefined, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('record', RecordContribution, body, mode, meta, reply);
  }

  @Post('amendments')
  amend(@Body(ValidBody) body: AmendContribution, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('amend', body, meta, reply);
  }

  @Post('amendments/batch')
  amendBatch(@Body(ValidBody) body: Batch, @Query('mode') mode: string | undefined, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('amend', AmendContribution, body, mode, meta, reply);
  }

  @Post('refunds')
  refund(@Body(ValidBody) body: RefundContribution, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('refund', body, meta, reply);
  }

  @Post('refunds/batch')
  refundBatch(@Body(ValidBody) body: Batch, @Query('mode') mode: string | undefined, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('refund', RefundContribution, body, mode, meta, reply);
  }

  @Post('returns')
  return(@Body(ValidBody) body: ReturnContribution, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('return', body, meta, reply);
  }

  @Post('returns/batch')
  returnBatch(@Body(ValidBody) body: Batch, @Query('mode') mode: string | undefined, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('return', ReturnContribution, body, mode, meta, reply);
  }

  @Post('bounces')
  bounce(@Body(ValidBody) body: BounceContribution, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('bounce', body, meta, reply);
  }

  @Post('bounces/batch')
  bounceBatch(@Body(ValidBody) body: Batch, @Query('mode') mode: string | undefined, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('bounce', BounceContribution, body, mode, meta, reply);
  }

  @Post('chargebacks')
  chargeBack(@Body(ValidBody) body: ChargeBackContribution, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('chargeBack', body, meta, reply);
  }

  @Post('chargebacks/batch')
  chargeBackBatch(@Body(ValidBody) body: Batch, @Query('mode') mode: string | undefined, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('chargeBack', ChargeBackContribution, body, mode, meta, reply);
  }

  @Post('disputes')
  openDispute(@Body(ValidBody) body: OpenDispute, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('openDispute', body, meta, reply);
  }

  @Post('disputes/batch')
  openDisputeBatch(@Body(ValidBody) body: Batch, @Query('mode') mode: string | undefined, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('openDispute', OpenDispute, body, mode, meta, reply);
  }

  @Post('dispute-closings')
  closeDispute(@Body(ValidBody) body: CloseDispute, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('closeDispute', body, meta, reply);
  }

  @Post('dispute-closings/batch')
  closeDisputeBatch(@Body(ValidBody) body: Batch, @Query('mode') mode: string | undefined, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('closeDispute', CloseDispute, body, mode, meta, reply);
  }

  @Post('redesignations')
  redesignate(@Body(ValidBody) body: RedesignateContribution, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('redesignate', body, meta, reply);
  }

  @Post('redesignations/batch')
  redesignateBatch(@Body(ValidBody) body: Batch, @Query('mode') mode: string | undefined, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('redesignate', RedesignateContribution, body, mode, meta, reply);
  }

  @Post('reattributions')
  reattribute(@Body(ValidBody) body: ReattributeContribution, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('reattribute', body, meta, reply);
  }

  @Post('reattributions/batch')
  reattributeBatch(@Body(ValidBody) body: Batch, @Query('mode') mode: string | undefined, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('reattribute', ReattributeContribution, body, mode, meta, reply);
  }

  @Post('withdrawals')
  withdraw(@Body(ValidBody) body: WithdrawContribution, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('withdraw', body, meta, reply);
  }

  @Post('withdrawals/batch')
  withdrawBatch(@Body(ValidBody) body: Batch, @Query('mode') mode: string | undefined, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('withdraw', WithdrawContribution, body, mode, meta, reply);
  }

  @Post('deposits')
  deposit(@Body(ValidBody) body: DepositContribution, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('deposit', body, meta, reply);
  }

  @Post('deposits/batch')
  depositBatch(@Body(ValidBody) body: Batch, @Query('mode') mode: string | undefined, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('deposit', DepositContribution, body, mode, meta, reply);
  }

  @Post('information-requests')
  requestInformation(@Body(ValidBody) body: RequestInformation, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('requestInformation', body, meta, reply);
  }

  @Post('information-requests/batch')
  requestInformationBatch(@Body(ValidBody) body: Batch, @Query('mode') mode: string | undefined, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('requestInformation', RequestInformation, body, mode, meta, reply);
  }

  @Post('information-answers')
  receiveInformation(@Body(ValidBody) body: ReceiveInformation, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('receiveInformation', body, meta, reply);
  }

  @Post('information-answers/batch')
  receiveInformationBatch(@Body(ValidBody) body: Batch, @Query('mode') mode: string | undefined, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('receiveInformation', ReceiveInformation, body, mode, meta, reply);
  }

  private async one(what: What, body: AskOfContributions['items'][number], meta: Meta, reply: FastifyReply) {
    return answerOne(await this.commands.execute(new AskOfContributions(what, [body], meta, false)), reply);
  }

  private batch(what: What, itemClass: Type<AskOfContributions['items'][number]>, body: Batch, mode: string | undefined, meta: Meta, reply: FastifyReply) {
    return answerBatch(body, itemClass, batchMode(mode), reply, (items, atomic) => this.commands.execute(new AskOfContributions(what, items, meta, atomic)));
  }
}
