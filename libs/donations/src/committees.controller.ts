import { Body, Controller, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { answerOne, Needs, RequestMeta, ValidBody } from '@fieldledger/http';
import type { Meta } from '@fieldledger/kernel';
import { DefineCommittee } from './committees-commands.js';
import { DefineCommittees } from './committees-handlers.js';

/** Which committees are whose, and of what kind: an administrator says so. */
@Controller('committees')
@Needs('admin')
export class CommitteesController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  async define(@Body(ValidBody) body: DefineCommittee, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return answerOne([await this.commands.execute(new DefineCommittees(body, meta))], reply);
  }
}
