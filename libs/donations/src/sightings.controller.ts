import { Body, Controller, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { answerBatch, answerOne, BatchOf, Needs, RequestMeta, ValidBody, type AskedBatch } from '@fieldledger/http';
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
  sightBatch(@BatchOf(SightContribution) batch: AskedBatch<SightContribution>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return answerBatch(batch, reply, (items, atomic) => this.commands.execute(new SightContributions(items, meta, atomic)));
  }
}
