import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { AskOf } from '@fieldledger/http';
import { carryOut, EVENT_LOG, type EventLog, type Verdict, type Way, type Ways } from '@fieldledger/kernel';
import type { LinkPersons, UnlinkPersons } from './link-commands.js';
import type { LinkEvent } from './link-events.js';
import { linkDecider, linkPersons, unlinkPersons, type LinkState } from './link.js';

/** Every command of links, by what it does. */
interface Asked {
  link: LinkPersons;
  unlink: UnlinkPersons;
}

/** How each is carried out. */
const WAYS: Ways<Asked, undefined, LinkState, LinkEvent> = {
  link: { streamId: (it) => it.linkId, requestId: (it) => it.linkId, opens: true, asked: withoutOrigin, decide: (it) => linkPersons(it) },
  unlink: { streamId: (it) => it.linkId, requestId: (it) => it.unlinkId, asked: withoutOrigin, decide: (it, _prepared, _eventId, state) => unlinkPersons(it, state) },
};

export class AskOfLinks<A extends keyof Asked = keyof Asked> extends AskOf<Asked, A> {}

@CommandHandler(AskOfLinks)
export class AskOfLinksHandler implements ICommandHandler<AskOfLinks> {
  constructor(@Inject(EVENT_LOG) private readonly log: EventLog) {}

  execute({ what, items, meta, atomic }: AskOfLinks): Promise<Verdict[]> {
    const way = WAYS[what] as Way<Asked[keyof Asked], undefined, LinkState, LinkEvent>;
    return carryOut(this.log, { decider: linkDecider, way, items, meta, atomic });
  }
}

function withoutOrigin({ provenance: _provenance, ...asked }: LinkPersons | UnlinkPersons): object {
  return asked;
}
