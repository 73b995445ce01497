import { Controller, Get, HttpCode, Inject, Module, Param, Post } from '@nestjs/common';
import { AnswersWith, ID, INSTANT, listOf, Needs, oneOf, RequestMeta, schemaOf, TEXT, WHOLE } from '@fieldledger/http';
import type { Meta } from '@fieldledger/kernel';
import { type Scrubs, SCRUBS, type ScrubStatus } from './scrubs.js';

const status = schemaOf<ScrubStatus>({ scrubId: ID, state: oneOf('waiting', 'scrubbing', 'finished', 'cancelled', 'failed'), startedAt: INSTANT, 'error?': TEXT, 'tables?': listOf(TEXT), 'segments?': WHOLE, 'left?': listOf(TEXT) });

/** Overwrites what erased persons left in dead rows and in the write-ahead log, now rather than within minutes. */
@Controller('erasures/scrubs')
@Needs('admin')
export class ScrubsController {
  constructor(@Inject(SCRUBS) private readonly scrubs: Pick<Scrubs, 'begin' | 'find'>) {}

  /** @throws Unavailable `overloaded` */
  @Post()
  @AnswersWith({ name: 'ScrubBegun', schema: schemaOf<{ scrubId: string }>({ scrubId: ID }) })
  @HttpCode(202)
  begin(@RequestMeta() { organization }: Meta): { readonly scrubId: string } {
    return { scrubId: this.scrubs.begin(organization) };
  }

  /** How it stands, and in the end what was done and what is left to an administrator of the database. @throws Rejection `scrub-missing` */
  @Get(':scrubId')
  @AnswersWith({ name: 'ScrubStatus', schema: status })
  find(@Param('scrubId') scrubId: string, @RequestMeta() { organization }: Meta): ScrubStatus {
    return this.scrubs.find(organization, scrubId);
  }
}

@Module({ controllers: [ScrubsController] })
export class ScrubsModule {}
