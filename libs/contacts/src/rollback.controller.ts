import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { AnswersWith, listOf, Needs, RECEIPT, RequestMeta, schemaOf, TEXT, ValidBody, WHOLE } from '@fieldledger/http';
import type { Effect, Meta } from '@fieldledger/kernel';
import { RollBackAttempts, UndoRollback } from './rollback-commands.js';
import { PreviewRollback, RollBack, Undo, type RollbackOutcome, type RollbackPreview } from './rollback-handlers.js';

const outcome = { name: 'RollbackOutcome', schema: schemaOf<RollbackOutcome>({ receipt: RECEIPT, attempts: WHOLE, skipped: WHOLE }) };
const figures = { type: 'object' };
const preview = { name: 'RollbackPreview', schema: schemaOf<RollbackPreview>({ attempts: WHOLE, reports: listOf(schemaOf<Effect>({ report: TEXT, before: figures, after: figures })) }) };

/** Taking a batch, a canvasser's work or a turf out of every count, and letting it stand again. */
@Controller('rollbacks')
@Needs('admin')
export class RollbackController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @HttpCode(200)
  @AnswersWith(outcome)
  rollBack(@Body(ValidBody) body: RollBackAttempts, @RequestMeta() meta: Meta) {
    return this.commands.execute(new RollBack(body, meta));
  }

  /** What the rollback would change in every report; stores nothing. */
  @Post('previews')
  @HttpCode(200)
  @AnswersWith(preview)
  preview(@Body(ValidBody) body: RollBackAttempts, @RequestMeta() meta: Meta) {
    return this.commands.execute(new PreviewRollback(body, meta));
  }

  @Post('undos')
  @HttpCode(200)
  @AnswersWith(outcome)
  undo(@Body(ValidBody) body: UndoRollback, @RequestMeta() meta: Meta) {
    return this.commands.execute(new Undo(body, meta));
  }
}
