import { Body, Controller, Get, HttpCode, Post, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { MayAnswer, Needs, RequestMeta, ValidBody } from '@fieldledger/http';
import { Rejection, type Meta } from '@fieldledger/kernel';
import { ErasePerson } from './erasure-commands.js';
import { Erase, GetErasures, PreviewErasure } from './erasure-handlers.js';
import type { ErasureState } from './erasure.js';

/** The door for persons who want to be forgotten. */
@Controller('erasures')
@Needs('admin')
export class ErasuresController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  /** 201 when all is erased, 202 when something is kept until a day, 200 for a repeat; 409 when it was refused because of a hold. */
  @Post()
  @MayAnswer(202)
  async erase(@Body(ValidBody) body: ErasePerson, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    const { answer, state } = await this.commands.execute(new Erase(body, meta));
    if (state.status === 'refused') throw held(state);
    reply.status(state.status === 'postponed' ? 202 : answer.again ? 200 : 201);
    reply.header('x-log-position', answer.receipt.position);
    return { ...answer.receipt, ...said(state) };
  }

  /** What would be erased, what is held and why, and who else might be the same person; stores nothing. */
  @Post('previews')
  @HttpCode(200)
  preview(@Body(ValidBody) body: ErasePerson, @RequestMeta() meta: Meta) {
    return this.commands.execute(new PreviewErasure(body, meta));
  }

  /** Every request, and what became of it. */
  @Get()
  async list(@RequestMeta() meta: Meta) {
    const states = await this.queries.execute(new GetErasures(meta.organization));
    return { erasures: states.map(said) };
  }
}

type Known = Exclude<ErasureState, { readonly status: 'unknown' }>;

function said({ status, asked, erased, records, suppressed, kept }: Known) {
  return {
    erasureId: asked.erasureId, state: status, ground: asked.ground, requestedAt: asked.requestedAt,
    erased: { subjects: erased.length, records },
    kept: kept && { subjects: kept.subjects.length, records: kept.records, until: kept.until, holds: kept.holds },
    suppressed: suppressed > 0,
  };
}

function held({ kept }: Known): Rejection {
  const { until, holds } = kept!;
  return new Rejection(
    'conflict', 'erasure-held',
    `The law has contributions of this person kept on record, the last of them until ${until}. Nothing was erased. To erase what is not held, and the rest on that day, send a fresh request with whenHeld "postpone".`,
    { until, holds },
  );
}
