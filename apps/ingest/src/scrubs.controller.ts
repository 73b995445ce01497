import { Controller, Get, HttpCode, Inject, Module, Param, Post } from '@nestjs/common';
import { Needs, RequestMeta } from '@fieldledger/http';
import type { Meta } from '@fieldledger/kernel';
import { type Scrubs, SCRUBS, type ScrubStatus } from './scrubs.js';

/** Overwrites what erased persons left in dead rows and in the write-ahead log, now rather than within minutes. */
@Controller('erasures/scrubs')
@Needs('admin')
export class ScrubsController {
  constructor(@Inject(SCRUBS) private readonly scrubs: Pick<Scrubs, 'begin' | 'find'>) {}

  /** @throws Unavailable `overloaded` */
  @Post()
  @HttpCode(202)
  begin(@RequestMeta() { organization }: Meta): { readonly scrubId: string } {
    return { scrubId: this.scrubs.begin(organization) };
  }

  /** How it stands, and in the end what was done and what is left to an administrator of the database. @throws Rejection `scrub-missing` */
  @Get(':scrubId')
  find(@Param('scrubId') scrubId: string, @RequestMeta() { organization }: Meta): ScrubStatus {
    return this.scrubs.find(organization, scrubId);
  }
}

@Module({ controllers: [ScrubsController] })
export class ScrubsModule {}
