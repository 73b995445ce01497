import { Body, Controller, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { AnswersWith, answerOne, Needs, RequestMeta, schemaOf, TRUTH, ValidBody, WHOLE, withReceipt } from '@fieldledger/http';
import type { Meta } from '@fieldledger/kernel';
import { CompleteFiling, ListFilingRows, ReceiveFiling } from './filing-commands.js';
import { CloseFiling, ListRows, OpenFiling, type Completed } from './filing-handlers.js';

/** The door for filings: the cover first, then its rows as sightings, the list of their ids, and the word that this was all. */
@Controller('filings')
@Needs('ingest')
export class FilingsController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  async receive(@Body(ValidBody) body: ReceiveFiling, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return answerOne([await this.commands.execute(new OpenFiling(body, meta))], reply);
  }

  @Post('rows')
  async list(@Body(ValidBody) body: ListFilingRows, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return answerOne([await this.commands.execute(new ListRows(body, meta))], reply);
  }

  /** Also says how many rows of other versions were withdrawn, because the version that holds has them no more, and whether all rows are to be told once more. */
  @Post('completions')
  @AnswersWith({ name: 'FilingCompletion', schema: withReceipt(schemaOf<Pick<Completed, 'withdrawn' | 'tellAgain'>>({ withdrawn: WHOLE, tellAgain: TRUTH })) })
  async complete(@Body(ValidBody) body: CompleteFiling, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    const completed = await this.commands.execute(new CloseFiling(body, meta));
    return { ...answerOne([completed], reply), withdrawn: completed.withdrawn, tellAgain: completed.tellAgain };
  }
}
