import { Body, Controller, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { answerBatch, answerOne, BatchOf, Needs, RequestMeta, ValidBody, type AskedBatch } from '@fieldledger/http';
import type { Meta } from '@fieldledger/kernel';
import { LinkPersons, UnlinkPersons } from './link-commands.js';
import { AskOfLinks } from './link-handlers.js';

/** The door where it is said that two references are one person, or two after all: one at a time, or up to 500 in a batch. */
@Controller('person-links')
@Needs('ingest')
export class LinksController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  async link(@Body(ValidBody) body: LinkPersons, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return answerOne(await this.commands.execute(new AskOfLinks('link', [body], meta, false)), reply);
  }

  @Post('batch')
  linkBatch(@BatchOf(LinkPersons) batch: AskedBatch<LinkPersons>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return answerBatch(batch, reply, (items, atomic) => this.commands.execute(new AskOfLinks('link', items, meta, atomic)));
  }

  @Post('removals')
  async unlink(@Body(ValidBody) body: UnlinkPersons, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return answerOne(await this.commands.execute(new AskOfLinks('unlink', [body], meta, false)), reply);
  }

  @Post('removals/batch')
  unlinkBatch(@BatchOf(UnlinkPersons) batch: AskedBatch<UnlinkPersons>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return answerBatch(batch, reply, (items, atomic) => this.commands.execute(new AskOfLinks('unlink', items, meta, atomic)));
  }
}
