import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EVENT_LOG, handle, type Answer, type EventLog, type Meta } from '@fieldledger/kernel';
import type { DefineCommittee } from './committees-commands.js';
import { committeesDecider, committeesStreamId, defineCommittee } from './committees.js';

/** A committee to be defined for the organization. */
export class DefineCommittees extends Command<Answer> {
  constructor(
    readonly definition: DefineCommittee,
    readonly meta: Meta,
  ) {
    super();
  }
}

@CommandHandler(DefineCommittees)
export class DefineCommitteesHandler implements ICommandHandler<DefineCommittees> {
  constructor(@Inject(EVENT_LOG) private readonly log: EventLog) {}

  execute({ definition, meta }: DefineCommittees): Promise<Answer> {
    return handle(this.log, committeesDecider, {
      streamId: committeesStreamId(meta.organization), requestId: definition.definitionId, request: definition, meta, opens: false, decide: () => defineCommittee(definition),
    });
  }
}
