import { Body, Controller, Post, Query, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { answerBatch, answerOne, Batch, batchMode, Needs, RequestMeta, ValidBody } from '@fieldledger/http';
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
  linkBatch(@Body(ValidBody) body: Batch, @Query('mode') mode: string | undefined, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return answerBatch(body, LinkPersons, batchMode(mode), reply, (items, atomic) => this.commands.execute(new AskOfLinks('link', items, meta, atomic)));
  }

  @Post('removals')
  async unlink(@Body(ValidBody) body: UnlinkPersons, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return answerOne(await this.commands.execute(new AskOfLinks('unlink', [body], meta, false)), reply);
  }

  @Post('removals/batch')
  unlinkBatch(@Body(ValidBody) body: Batch, @Query('mode') mode: string | undefined, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return answerBatch(body, UnlinkPersons, batchMode(mode), reply, (items, atomic) => this.commands.execute(new AskOfLinks('unlink', items, meta, atomic)));
  }
}
