import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EVENT_LOG, handle, type Answer, type EventLog, type Meta } from '@fieldledger/kernel';
import type { CodesEvent } from './codes-events.js';
import { codesDecider, codesStreamId } from './codes.js';

/** One definition for the organization's code tables: the event says it all. */
export class DefineCode extends Command<Answer> {
  constructor(
    readonly definition: CodesEvent,
    readonly meta: Meta,
  ) {
    super();
  }
}

@CommandHandler(DefineCode)
export class DefineCodeHandler implements ICommandHandler<DefineCode> {
  constructor(@Inject(EVENT_LOG) private readonly log: EventLog) {}

  execute({ definition, meta }: DefineCode): Promise<Answer> {
    return handle(this.log, codesDecider, {
      streamId: codesStreamId(meta.organization),
      requestId: definition.data.definitionId,
      request: definition.data,
      meta,
      opens: false,
      decide: () => [definition],
    });
  }
}
