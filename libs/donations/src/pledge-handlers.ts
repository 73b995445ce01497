import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { AskOf } from '@fieldledger/http';
import { EVENT_LOG, type EventLog, type Verdict } from '@fieldledger/kernel';
import { sealAndCarryOut, type Way } from './seal-and-carry-out.js';
import { ContributionContexts } from './contribution-contexts.js';
import type { CancelPledge, FulfilPledge, MakePledge } from './pledge-commands.js';
import type { PledgeEvent } from './pledge-events.js';
import { cancelPledge, fulfilPledge, makePledge, pledgeDecider, type PledgeState } from './pledge.js';

/** Every command of a pledge, by what it does. */
interface Asked {
  make: MakePledge;
  fulfil: FulfilPledge;
  cancel: CancelPledge;
}

/** How each is carried out. */
const WAYS: { readonly [A in keyof Asked]: Way<Asked[A], PledgeState, PledgeEvent> } = {
  make: { requestId: (it) => it.pledgeId, opens: true, contributor: (it) => it.contributor, decide: (it, context, _state, meta) => makePledge(it, context, meta) },
  fulfil: { requestId: (it) => it.fulfilmentId, decide: (it, _context, state, meta) => fulfilPledge(it, state, meta) },
  cancel: { requestId: (it) => it.cancellationId, decide: (it, _context, state, meta) => cancelPledge(it, state, meta) },
};

export class AskOfPledges<A extends keyof Asked = keyof Asked> extends AskOf<Asked, A> {}

@CommandHandler(AskOfPledges)
export class AskOfPledgesHandler implements ICommandHandler<AskOfPledges> {
  constructor(
    @Inject(EVENT_LOG) private readonly log: EventLog,
    private readonly contexts: ContributionContexts,
  ) {}

  execute({ what, items, meta, atomic }: AskOfPledges): Promise<Verdict[]> {
    const way = WAYS[what] as Way<Asked[keyof Asked], PledgeState, PledgeEvent>;
    return sealAndCarryOut(this.log, this.contexts, { decider: pledgeDecider, way, items, streamId: ({ pledgeId }) => pledgeId, meta, atomic });
  }
}
