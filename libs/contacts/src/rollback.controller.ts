import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Needs, RequestMeta, ValidBody } from '@fieldledger/http';
import type { Meta } from '@fieldledger/kernel';
import { RollBackAttempts, UndoRollback } from './rollback-commands.js';
import { PreviewRollback, RollBack, Undo } from './rollback-handlers.js';

/** Taking a batch, a canvasser's work or a turf out of every count, and letting it stand again. */
@Controller('rollbacks')
@Needs('admin')
export class RollbackController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @HttpCode(200)
  rollBack(@Body(ValidBody) body: RollBackAttempts, @RequestMeta() meta: Meta) {
    return this.commands.execute(new RollBack(body, meta));
  }

  /** What the rollback would change in every report; stores nothing. */
  @Post('previews')
  @HttpCode(200)
  preview(@Body(ValidBody) body: RollBackAttempts, @RequestMeta() meta: Meta) {
    return this.commands.execute(new PreviewRollback(body, meta));
  }

  @Post('undos')
  @HttpCode(200)
  undo(@Body(ValidBody) body: UndoRollback, @RequestMeta() meta: Meta) {
    return this.commands.execute(new Undo(body, meta));
  }
}
