import { Body, Controller, Post, Query, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { answerBatch, answerOne, Batch, batchMode, Needs, RequestMeta, ValidBody } from '@fieldledger/http';
import type { Meta } from '@fieldledger/kernel';
import { SightContribution } from './sighting-commands.js';
import { SightContributions } from './sighting-handlers.js';

/** The door for lineitems as other systems tell them. */
@Controller('sightings')
@Needs('ingest')
export class SightingsController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  async sight(@Body(ValidBody) body: SightContribution, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return answerOne(await this.commands.execute(new SightContributions([body], meta, false)), reply);
  }

  @Post('batch')
  sightBatch(@Body(ValidBody) body: Batch, @Query('mode') mode: string | undefined, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return answerBatch(body, SightContribution, batchMode(mode), reply, (items, atomic) => this.commands.execute(new SightContributions(items, meta, atomic)));
  }
}
