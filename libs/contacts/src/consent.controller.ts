import { Body, Controller, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { answerOne, Needs, RequestMeta, ValidBody } from '@fieldledger/http';
import type { Meta } from '@fieldledger/kernel';
import { PlanContact, RequestDoNotContact, WithdrawDoNotContact } from './consent-commands.js';
import { AskToContact, CloseChannels, ReopenChannels } from './consent-handlers.js';

/** What voters allow: their requests not to be contacted, and whether one may be tried. */
@Controller()
@Needs('ingest')
export class ConsentController {
  constructor(private readonly commands: CommandBus) {}

  @Post('do-not-contact-requests')
  async request(@Body(ValidBody) body: RequestDoNotContact, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return answerOne([await this.commands.execute(new CloseChannels(body, meta))], reply);
  }

  @Post('do-not-contact-requests/withdrawals')
  async withdraw(@Body(ValidBody) body: WithdrawDoNotContact, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return answerOne([await this.commands.execute(new ReopenChannels(body, meta))], reply);
  }

  @Post('contact-plans')
  async plan(@Body(ValidBody) body: PlanContact, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return answerOne([await this.commands.execute(new AskToContact(body, meta))], reply);
  }
}
