import { Body, Controller, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { answerBatch, answerOne, BatchOf, Needs, RequestMeta, ValidBody, type AskedBatch } from '@fieldledger/http';
import type { Meta } from '@fieldledger/kernel';
import { AmendSignupStep, RecordSignupStep, SightSignup, VoidSignupStep } from './signup-commands.js';
import { AskOfSignups } from './signup-handlers.js';

type What = AskOfSignups['what'];

/** The door for what happens to signups: one at a time, or up to 500 in a batch. */
@Controller('signups')
@Needs('ingest')
export class SignupsController {
  constructor(private readonly commands: CommandBus) {}

  @Post('steps')
  record(@Body(ValidBody) body: RecordSignupStep, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('record', body, meta, reply);
  }

  @Post('steps/batch')
  recordBatch(@BatchOf(RecordSignupStep) batch: AskedBatch<RecordSignupStep>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('record', batch, meta, reply);
  }

  @Post('voids')
  void(@Body(ValidBody) body: VoidSignupStep, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('void', body, meta, reply);
  }

  @Post('voids/batch')
  voidBatch(@BatchOf(VoidSignupStep) batch: AskedBatch<VoidSignupStep>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('void', batch, meta, reply);
  }

  @Post('amendments')
  amend(@Body(ValidBody) body: AmendSignupStep, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('amend', body, meta, reply);
  }

  @Post('amendments/batch')
  amendBatch(@BatchOf(AmendSignupStep) batch: AskedBatch<AmendSignupStep>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('amend', batch, meta, reply);
  }

  @Post('sightings')
  sight(@Body(ValidBody) body: SightSignup, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.one('sight', body, meta, reply);
  }

  @Post('sightings/batch')
  sightBatch(@BatchOf(SightSignup) batch: AskedBatch<SightSignup>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch('sight', batch, meta, reply);
  }

  private async one(what: What, body: AskOfSignups['items'][number], meta: Meta, reply: FastifyReply) {
    return answerOne(await this.commands.execute(new AskOfSignups(what, [body], meta, false)), reply);
  }

  private batch(what: What, batch: AskedBatch<AskOfSignups['items'][number]>, meta: Meta, reply: FastifyReply) {
    return answerBatch(batch, reply, (items, atomic) => this.commands.execute(new AskOfSignups(what, items, meta, atomic)));
  }
}
