import { Body, Controller, Get, HttpCode, Post, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { AnswersWith, ID, INSTANT, listOf, MayAnswer, Needs, oneOf, RequestMeta, schemaOf, TEXT, TRUTH, ValidBody, WHOLE, withReceipt } from '@fieldledger/http';
import { Rejection, type Meta } from '@fieldledger/kernel';
import { ERASURE_GROUNDS, ErasePerson } from './erasure-commands.js';
import type { Hold } from './erasure-events.js';
import { Erase, GetErasures, PreviewErasure } from './erasure-handlers.js';
import type { ErasureState, previewErasure } from './erasure.js';

type Said = ReturnType<typeof said>;
type Preview = ReturnType<typeof previewErasure>;

const holds = listOf(schemaOf<Hold>({ recordId: TEXT, reason: TEXT, until: TEXT }));
const orNone = ({ type: _object, ...schema }: Readonly<Record<string, unknown>>) => ({ type: ['object', 'null'], ...schema });
const erasure = schemaOf<Said>({
  erasureId: ID, state: oneOf('erased', 'postponed', 'refused'), ground: oneOf(...ERASURE_GROUNDS), requestedAt: INSTANT, suppressed: TRUTH,
  erased: schemaOf<Said['erased']>({ subjects: WHOLE, records: WHOLE }),
  kept: orNone(schemaOf<NonNullable<Said['kept']>>({ subjects: WHOLE, records: WHOLE, until: TEXT, holds })),
});
const kinds = { type: 'object', additionalProperties: WHOLE };
const preview = schemaOf<Preview>({
  references: listOf(TEXT), refused: TRUTH, optOut: TRUTH, alike: listOf(schemaOf<Preview['alike'][number]>({ names: listOf(TEXT), records: WHOLE })),
  erased: schemaOf<Preview['erased']>({ subjects: WHOLE, records: WHOLE, kinds }),
  kept: orNone(schemaOf<NonNullable<Preview['kept']>>({ subjects: WHOLE, records: WHOLE, kinds, until: TEXT, holds })),
});

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
  @AnswersWith({ name: 'Erasure', schema: withReceipt(erasure) })
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
  @AnswersWith({ name: 'ErasurePreview', schema: preview })
  preview(@Body(ValidBody) body: ErasePerson, @RequestMeta() meta: Meta) {
    return this.commands.execute(new PreviewErasure(body, meta));
  }

  /** Every request, and what became of it. */
  @Get()
  @AnswersWith({ name: 'Erasures', schema: schemaOf<{ erasures: Said[] }>({ erasures: listOf(erasure) }) })
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
