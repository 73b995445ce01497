import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Inject } from '@nestjs/common';
import { EVENT_LOG, handleAll, type EventLog, type Intent, type Meta, type Verdict } from '@fieldledger/kernel';
import { saidOfErased } from '@fieldledger/privacy';
import type { AmendAttempt, RecordAttempt, ReportDelivery, VoidAttempt } from './attempt-commands.js';
import type { AttemptEvent } from './attempt-events.js';
import { amendAttempt, askedOf, attemptDecider, recordAttempt, reportDelivery, voidAttempt, type AttemptState } from './attempt.js';
import { AttemptContexts } from './attempt-contexts.js';
import { settleConsent } from './opt-out.js';

type AttemptIntent = Intent<AttemptState, AttemptEvent>;

/** Attempts to record, with one answer each. Atomic: all or none. */
export class RecordAttempts extends Command<Verdict[]> {
  constructor(
    readonly items: readonly RecordAttempt[],
    readonly meta: Meta,
    readonly atomic: boolean,
  ) {
    super();
  }
}

/** Delivery reports, with one answer each. */
export class ReportDeliveries extends Command<Verdict[]> {
  constructor(
    readonly items: readonly ReportDelivery[],
    readonly meta: Meta,
    readonly atomic: boolean,
  ) {
    super();
  }
}

/** Attempts to void, with one answer each. */
export class VoidAttempts extends Command<Verdict[]> {
  constructor(
    readonly items: readonly VoidAttempt[],
    readonly meta: Meta,
    readonly atomic: boolean,
  ) {
    super();
  }
}

/** Attempts to amend, with one answer each. */
export class AmendAttempts extends Command<Verdict[]> {
  constructor(
    readonly items: readonly AmendAttempt[],
    readonly meta: Meta,
    readonly atomic: boolean,
  ) {
    super();
  }
}

@CommandHandler(RecordAttempts)
export class RecordAttemptsHandler implements ICommandHandler<RecordAttempts> {
  constructor(
    @Inject(EVENT_LOG) private readonly log: EventLog,
    private readonly contexts: AttemptContexts,
  ) {}

  async execute({ items, meta, atomic }: RecordAttempts): Promise<Verdict[]> {
    const contexts = await this.contexts.load(meta.organization, items.map((attempt) => ({ attempt, requestId: attempt.attemptId, ordinal: 0 })));
    const intents = items.map((item, i): AttemptIntent => ({
      streamId: item.attemptId,
      requestId: item.attemptId,
      request: askedOf(item, contexts[i]!.sealed),
      meta: { ...meta, provenance: item.provenance ?? null },
      opens: true,
      decide: () => recordAttempt(item, contexts[i]!, meta),
    }));
    return saidOfErased(await settleConsent(this.log, intents, await handleAll(this.log, attemptDecider, intents, { atomic })), (i) => contexts[i]!.forgotten === true);
  }
}

@CommandHandler(ReportDeliveries)
export class ReportDeliveriesHandler implements ICommandHandler<ReportDeliveries> {
  constructor(@Inject(EVENT_LOG) private readonly log: EventLog) {}

  execute({ items, meta, atomic }: ReportDeliveries): Promise<Verdict[]> {
    const intents = items.map((item): AttemptIntent => ({
      streamId: item.attemptId,
      requestId: item.deliveryId,
      request: { ...item, reportedAt: new Date(item.reportedAt).toISOString() },
      meta,
      opens: false,
      decide: (state) => reportDelivery(item, state),
    }));
    return handleAll(this.log, attemptDecider, intents, { atomic });
  }
}

@CommandHandler(VoidAttempts)
export class VoidAttemptsHandler implements ICommandHandler<VoidAttempts> {
  constructor(@Inject(EVENT_LOG) private readonly log: EventLog) {}

  async execute({ items, meta, atomic }: VoidAttempts): Promise<Verdict[]> {
    const intents = items.map((item): AttemptIntent => ({
      streamId: item.attemptId,
      requestId: item.correctionId,
      request: item,
      meta,
      opens: false,
      decide: (state) => voidAttempt(item, state),
    }));
    return settleConsent(this.log, intents, await handleAll(this.log, attemptDecider, intents, { atomic }));
  }
}

@CommandHandler(AmendAttempts)
export class AmendAttemptsHandler implements ICommandHandler<AmendAttempts> {
  constructor(
    @Inject(EVENT_LOG) private readonly log: EventLog,
    private readonly contexts: AttemptContexts,
  ) {}

  async execute({ items, meta, atomic }: AmendAttempts): Promise<Verdict[]> {
    // The amendment's void comes first.
    const contexts = await this.contexts.load(meta.organization, items.map(({ attempt, correctionId }) => ({ attempt, requestId: correctionId, ordinal: 1 })));
    const intents = items.map((item, i): AttemptIntent => ({
      streamId: item.attempt.attemptId,
      requestId: item.correctionId,
      request: { correctionId: item.correctionId, reasonCode: item.reasonCode, attempt: askedOf(item.attempt, contexts[i]!.sealed) },
      meta,
      opens: false,
      decide: (state) => amendAttempt(item, contexts[i]!, meta, state),
    }));
    return saidOfErased(await settleConsent(this.log, intents, await handleAll(this.log, attemptDecider, intents, { atomic })), (i) => contexts[i]!.forgotten === true);
  }
}
