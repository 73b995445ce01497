import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { AskOf } from '@fieldledger/http';
import { carryOut, EVENT_LOG, fromItsOrigin, type EventLog, type Verdict, type Way } from '@fieldledger/kernel';
import { saidOfErased } from '@fieldledger/privacy';
import type { AmendAttempt, RecordAttempt, ReportDelivery, VoidAttempt } from './attempt-commands.js';
import type { AttemptEvent } from './attempt-events.js';
import { amendAttempt, askedOf, attemptDecider, recordAttempt, reportDelivery, voidAttempt, type AttemptContext, type AttemptState } from './attempt.js';
import { AttemptContexts, type Incoming } from './attempt-contexts.js';
import { settleConsent } from './opt-out.js';

/** Every command of attempts, by what it does. */
interface Asked {
  record: RecordAttempt;
  deliver: ReportDelivery;
  void: VoidAttempt;
  amend: AmendAttempt;
}

interface AttemptWay<A extends keyof Asked> extends Way<Asked[A], AttemptContext, AttemptState, AttemptEvent> {
  /** The attempt that it brings, to be read against codes and the voter's requests. */
  readonly brings?: (command: Asked[A]) => Incoming;
}

/** How each is carried out. */
const WAYS: { readonly [A in keyof Asked]: AttemptWay<A> } = {
  record: {
    streamId: (it) => it.attemptId, requestId: (it) => it.attemptId, opens: true, brings: (it) => ({ attempt: it, requestId: it.attemptId, ordinal: 0 }),
    asked: (it, { sealed }) => askedOf(it, sealed),
    decide: (it, context, _eventId, _state, meta) => recordAttempt(it, context, meta),
  },
  deliver: {
    streamId: (it) => it.attemptId, requestId: (it) => it.deliveryId,
    asked: (it) => ({ ...it, reportedAt: new Date(it.reportedAt).toISOString() }),
    decide: (it, _context, _eventId, state) => reportDelivery(it, state),
  },
  void: {
    streamId: (it) => it.attemptId, requestId: (it) => it.correctionId,
    asked: (it) => it,
    decide: (it, _context, _eventId, state) => voidAttempt(it, state),
  },
  amend: {
    // The amendment's void comes first.
    streamId: (it) => it.attempt.attemptId, requestId: (it) => it.correctionId, brings: (it) => ({ attempt: it.attempt, requestId: it.correctionId, ordinal: 1 }),
    asked: ({ correctionId, reasonCode, attempt }, { sealed }) => ({ correctionId, reasonCode, attempt: askedOf(attempt, sealed) }),
    decide: (it, context, _eventId, state, meta) => amendAttempt(it, context, meta, state),
  },
};

export class AskOfAttempts<A extends keyof Asked = keyof Asked> extends AskOf<Asked, A> {}

@CommandHandler(AskOfAttempts)
export class AskOfAttemptsHandler implements ICommandHandler<AskOfAttempts> {
  constructor(
    @Inject(EVENT_LOG) private readonly log: EventLog,
    private readonly contexts: AttemptContexts,
  ) {}

  async execute({ what, items, meta, atomic }: AskOfAttempts): Promise<Verdict[]> {
    const way = WAYS[what] as AttemptWay<keyof Asked>;
    const contexts = way.brings ? await this.contexts.load(meta.organization, items.map(way.brings)) : [];
    const verdicts = await carryOut(this.log, { decider: attemptDecider, way, items, prepared: contexts, meta, atomic });
    return saidOfErased(await settleConsent(this.log, items.map((item) => fromItsOrigin(item, meta)), verdicts), (i) => contexts[i]?.forgotten === true);
  }
}
