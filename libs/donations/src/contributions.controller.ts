import { Body, Controller, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { answerBatch, answerOne, BatchOf, Needs, RequestMeta, ValidBody, type AskedBatch } from '@fieldledger/http';
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
  recordBatch(@BatchOf(RecordContribution) batch: AskedBatch<RecordContribution>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('record', batch, meta, reply);
  }

  @Post('amendments')
  amend(@Body(ValidBody) body: AmendContribution, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('amend', body, meta, reply);
  }

  @Post('amendments/batch')
  amendBatch(@BatchOf(AmendContribution) batch: AskedBatch<AmendContribution>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('amend', batch, meta, reply);
  }

  @Post('refunds')
  refund(@Body(ValidBody) body: RefundContribution, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('refund', body, meta, reply);
  }

  @Post('refunds/batch')
  refundBatch(@BatchOf(RefundContribution) batch: AskedBatch<RefundContribution>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('refund', batch, meta, reply);
  }

  @Post('returns')
  return(@Body(ValidBody) body: ReturnContribution, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('return', body, meta, reply);
  }

  @Post('returns/batch')
  returnBatch(@BatchOf(ReturnContribution) batch: AskedBatch<ReturnContribution>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('return', batch, meta, reply);
  }

  @Post('bounces')
  bounce(@Body(ValidBody) body: BounceContribution, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('bounce', body, meta, reply);
  }

  @Post('bounces/batch')
  bounceBatch(@BatchOf(BounceContribution) batch: AskedBatch<BounceContribution>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('bounce', batch, meta, reply);
  }

  @Post('chargebacks')
  chargeBack(@Body(ValidBody) body: ChargeBackContribution, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('chargeBack', body, meta, reply);
  }

  @Post('chargebacks/batch')
  chargeBackBatch(@BatchOf(ChargeBackContribution) batch: AskedBatch<ChargeBackContribution>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('chargeBack', batch, meta, reply);
  }

  @Post('disputes')
  openDispute(@Body(ValidBody) body: OpenDispute, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('openDispute', body, meta, reply);
  }

  @Post('disputes/batch')
  openDisputeBatch(@BatchOf(OpenDispute) batch: AskedBatch<OpenDispute>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('openDispute', batch, meta, reply);
  }

  @Post('dispute-closings')
  closeDispute(@Body(ValidBody) body: CloseDispute, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('closeDispute', body, meta, reply);
  }

  @Post('dispute-closings/batch')
  closeDisputeBatch(@BatchOf(CloseDispute) batch: AskedBatch<CloseDispute>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('closeDispute', batch, meta, reply);
  }

  @Post('redesignations')
  redesignate(@Body(ValidBody) body: RedesignateContribution, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('redesignate', body, meta, reply);
  }

  @Post('redesignations/batch')
  redesignateBatch(@BatchOf(RedesignateContribution) batch: AskedBatch<RedesignateContribution>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('redesignate', batch, meta, reply);
  }

  @Post('reattributions')
  reattribute(@Body(ValidBody) body: ReattributeContribution, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('reattribute', body, meta, reply);
  }

  @Post('reattributions/batch')
  reattributeBatch(@BatchOf(ReattributeContribution) batch: AskedBatch<ReattributeContribution>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('reattribute', batch, meta, reply);
  }

  @Post('withdrawals')
  withdraw(@Body(ValidBody) body: WithdrawContribution, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('withdraw', body, meta, reply);
  }

  @Post('withdrawals/batch')
  withdrawBatch(@BatchOf(WithdrawContribution) batch: AskedBatch<WithdrawContribution>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('withdraw', batch, meta, reply);
  }

  @Post('deposits')
  deposit(@Body(ValidBody) body: DepositContribution, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('deposit', body, meta, reply);
  }

  @Post('deposits/batch')
  depositBatch(@BatchOf(DepositContribution) batch: AskedBatch<DepositContribution>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('deposit', batch, meta, reply);
  }

  @Post('information-requests')
  requestInformation(@Body(ValidBody) body: RequestInformation, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('requestInformation', body, meta, reply);
  }

  @Post('information-requests/batch')
  requestInformationBatch(@BatchOf(RequestInformation) batch: AskedBatch<RequestInformation>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('requestInformation', batch, meta, reply);
  }

  @Post('information-answers')
  receiveInformation(@Body(ValidBody) body: ReceiveInformation, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('receiveInformation', body, meta, reply);
  }

  @Post('information-answers/batch')
  receiveInformationBatch(@BatchOf(ReceiveInformation) batch: AskedBatch<ReceiveInformation>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('receiveInformation', batch, meta, reply);
  }

  private async one(what: What, body: AskOfContributions['items'][number], meta: Meta, reply: FastifyReply) {
    return answerOne(await this.commands.execute(new AskOfContributions(what, [body], meta, false)), reply);
  }

  private batch(what: What, batch: AskedBatch<AskOfContributions['items'][number]>, meta: Meta, reply: FastifyReply) {
    return answerBatch(batch, reply, (items, atomic) => this.commands.execute(new AskOfContributions(what, items, meta, atomic)));
  }
}
