import { Body, Controller, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { answerOne, Needs, RequestMeta, ValidBody } from '@fieldledger/http';
import type { Meta } from '@fieldledger/kernel';
import { DefineContactType, DefineInputType, DefineResultCode, SetCampaignZone } from './codes-commands.js';
import type { CodesEvent } from './codes-events.js';
import { DefineCode } from './codes-handlers.js';

/** An organization's own codes, and the zones of its campaigns. */
@Controller('codes')
@Needs('admin')
export class CodesController {
  constructor(private readonly commands: CommandBus) {}

  @Post('results')
  result(@Body(ValidBody) data: DefineResultCode, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.define({ type: 'ResultCodeDefined', data }, meta, reply);
  }

  @Post('contact-types')
  contactType(@Body(ValidBody) data: DefineContactType, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.define({ type: 'ContactTypeDefined', data }, meta, reply);
  }

  @Post('input-types')
  inputType(@Body(ValidBody) data: DefineInputType, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.define({ type: 'InputTypeDefined', data }, meta, reply);
  }

  @Post('campaign-zones')
  campaignZone(@Body(ValidBody) data: SetCampaignZone, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.define({ type: 'CampaignZoneSet', data }, meta, reply);
  }

  private async define(definition: CodesEvent, meta: Meta, reply: FastifyReply) {
    return answerOne([await this.commands.execute(new DefineCode(definition, meta))], reply);
  }
}
