import { Inject, Injectable } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  canonical, EVENT_LOG, handle, handleAll, nameUuid, sha256, WHAT_IF, BEGINNING,
  type Effect, type EventLog, type Intent, type Meta, type Position, type Receipt, type RecordedEvent, type WhatIf,
} from '@fieldledger/kernel';
import type { AttemptEvent, ContactAttempted, ContactAttemptVoided } from './attempt-events.js';
import { attemptDecider, voidAttempt, type AttemptState } from './attempt.js';
import type { ReasonCode } from './attempt-commands.js';
import type { ConsentEvent } from './consent-events.js';
import { consentDecider, consentStreamId } from './consent.js';
import type { RollBackAttempts, RollbackScope, UndoRollback } from './rollback-commands.js';
import { settleConsent, withdrawalOf } from './opt-out.js';
import { beginRollback, inScope, reinstateAttempt, rollbackDecider, undoRollback, voidIdOf, type RollbackState } from './rollback.js';

/** What a rollback or its undoing came to. `skipped` were changed by someone else meanwhile, and left alone. */
export interface RollbackOutcome {
  readonly receipt: Receipt;
  readonly attempts: number;
  readonly skipped: number;
}

/** What a rollback would come to. */
export interface RollbackPreview {
  readonly attempts: number;
  readonly reports: readonly Effect[];
}

export class RollBack extends Command<RollbackOutcome> {
  constructor(
    readonly request: RollBackAttempts,
    readonly meta: Meta,
  ) {
    super();
  }
}

export class Undo extends Command<RollbackOutcome> {
  constructor(
    readonly request: UndoRollback,
    readonly meta: Meta,
  ) {
    super();
  }
}

export class PreviewRollback extends Command<RollbackPreview> {
  constructor(
    readonly request: RollBackAttempts,
    readonly meta: Meta,
  ) {
    super();
  }
}

/** Finds what a scope holds by reading the log itself: exact at a position, whatever the reports have seen by then. */
@Injectable()
export class ScopedAttempts {
  constructor(@Inject(EVENT_LOG) private readonly log: EventLog) {}

  /** The standing attempts of a scope at a position; those which this rollback itself voided count as standing. */
  async at(through: Position, scope: RollbackScope, rollbackId: string, organization: string): Promise<Map<string, RecordedEvent>> {
    const found = new Map<string, RecordedEvent>();
    const types = ['ContactAttempted', 'ContactAttemptVoided'];
    for (let after: Position = BEGINNING; ; ) {
      const page = await this.log.read(after, { limit: 5_000, types, organization, until: through });
      for (const event of page) {
        const { type, data } = event as unknown as ContactAttempted | ContactAttemptVoided;
        if (type === 'ContactAttempted' && inScope(scope, data)) found.set(data.attemptId, event);
        else if (type === 'ContactAttempted' || data.correctionId !== voidIdOf(rollbackId, data.attemptId)) found.delete(data.attemptId);
      }
      if (page.length === 0) return found;
      after = page.at(-1)!.position;
    }
  }
}

@CommandHandler(RollBack)
export class RollBackHandler implements ICommandHandler<RollBack> {
  constructor(
    @Inject(EVENT_LOG) private readonly log: EventLog,
    private readonly scoped: ScopedAttempts,
  ) {}

  async execute({ request, meta }: RollBack): Promise<RollbackOutcome> {
    const { position } = await this.log.horizon();
    const begun = await handle(this.log, rollbackDecider, {
      streamId: request.rollbackId, requestId: request.rollbackId, request, meta, opens: true, decide: () => beginRollback(request, position),
    });
    const { through } = (begun.events[0] as { data: { through: Position } }).data;
    const attempts = await this.scoped.at(through, request.scope, request.rollbackId, meta.organization);
    const causedBy = { ...meta, causationId: begun.receipt.id };
    const intents = [...attempts.keys()].map((attemptId) => voidIntent(request.rollbackId, request.reasonCode, attemptId, causedBy));
    return { receipt: begun.receipt, ...(await appendAll(this.log, intents)) };
  }
}

@CommandHandler(Undo)
export class UndoHandler implements ICommandHandler<Undo> {
  constructor(
    @Inject(EVENT_LOG) private readonly log: EventLog,
    private readonly scoped: ScopedAttempts,
  ) {}

  async execute({ request, meta }: Undo): Promise<RollbackOutcome> {
    const { position } = await this.log.horizon();
    const { rollbackId, undoId } = request;
    const undone = await handle(this.log, rollbackDecider, {
      streamId: rollbackId, requestId: undoId, request, meta, opens: false, decide: (state) => undoRollback(request, position, state),
    });
    const history = await this.log.readStream(meta.organization, `${rollbackDecider.kind}-${rollbackId}`);
    const { begun } = history.reduce<RollbackState>((state, { type, data }) => rollbackDecider.evolve(state, { type, data } as never), rollbackDecider.initial);
    const attempts = await this.scoped.at(begun!.through, begun!.scope, rollbackId, meta.organization);
    const intents = [...attempts.keys()].map((attemptId): Intent<AttemptState, AttemptEvent> => ({
      streamId: attemptId,
      requestId: nameUuid('rollback-undo', undoId, attemptId),
      request: { undoId, attemptId },
      meta: { ...meta, causationId: undone.receipt.id },
      opens: false,
      decide: (state) => reinstateAttempt(request, attemptId, state),
    }));
    return { receipt: undone.receipt, ...(await appendAll(this.log, intents)) };
  }
}

@CommandHandler(PreviewRollback)
export class PreviewRollbackHandler implements ICommandHandler<PreviewRollback> {
  constructor(
    @Inject(EVENT_LOG) private readonly log: EventLog,
    @Inject(WHAT_IF) private readonly whatIf: WhatIf,
    private readonly scoped: ScopedAttempts,
  ) {}

  /** Stores nothing: the voids are made up, folded into every report, and thrown away. */
  async execute({ request, meta }: PreviewRollback): Promise<RollbackPreview> {
    const { position } = await this.log.horizon();
    const attempts = await this.scoped.at(position, request.scope, request.rollbackId, meta.organization);
    const voids = [...attempts.values()].map((event) => {
      const data = { ...(event.data as ContactAttempted['data']), correctionId: voidIdOf(request.rollbackId, event.stream.slice(8)), reasonCode: request.reasonCode };
      return madeUp(event, 'ContactAttemptVoided', data.correctionId, data);
    });
    const withdrawals = await this.withdrawals([...attempts.values()], meta);
    return { attempts: voids.length, reports: await this.whatIf.effectOf([...voids, ...withdrawals], ['ContactAttemptVoided', 'DoNotContactWithdrawn'], meta.organization, position) };
  }

  /** Only of requests in force: what a voter took back themselves is withdrawn already. */
  private async withdrawals(attempts: readonly RecordedEvent[], meta: Meta): Promise<RecordedEvent[]> {
    const due = attempts.flatMap((event) => {
      const withdrawal = withdrawalOf(event.data as ContactAttempted['data'], meta.receivedAt);
      return withdrawal ? [{ event, withdrawal, stream: `${consentDecider.kind}-${consentStreamId(withdrawal.voter)}` }] : [];
    });
    if (due.length === 0) return [];
    const histories = await this.log.readStreams(meta.organization, [...new Set(due.map(({ stream }) => stream))]);
    const inForce = (stream: string) => ((histories.get(stream) ?? []) as unknown as ConsentEvent[]).reduce(consentDecider.evolve, consentDecider.initial);
    return due
      .filter(({ stream, withdrawal }) => inForce(stream).has(withdrawal.requestId))
      .map(({ event, withdrawal, stream }) => ({ ...madeUp(event, 'DoNotContactWithdrawn', withdrawal.withdrawalId, withdrawal), stream }));
  }
}

/** An event that nobody recorded, in the envelope of one that somebody did. */
function madeUp(event: RecordedEvent, type: string, id: string, data: object): RecordedEvent {
  const payload = canonical(data);
  return { ...envelopeOf(event), type, id, revision: event.revision + 1, payload, payloadHash: sha256(payload), data };
}

function envelopeOf({ organization, stream, position, schemaVersion, actor, app, correlationId, causationId, provenance, occurredAt, recordedAt, digest }: RecordedEvent) {
  return { organization, stream, position, schemaVersion, actor, app, correlationId, causationId, provenance, occurredAt, recordedAt, digest };
}

function voidIntent(rollbackId: string, reasonCode: ReasonCode, attemptId: string, meta: Meta): Intent<AttemptState, AttemptEvent> {
  const request = { correctionId: voidIdOf(rollbackId, attemptId), attemptId, reasonCode };
  return { streamId: attemptId, requestId: request.correctionId, request, meta, opens: false, decide: (state) => voidAttempt(request, state) };
}

/** In chunks, so that a large rollback never waits in one append; what is done already answers as done. */
async function appendAll(log: EventLog, intents: readonly Intent<AttemptState, AttemptEvent>[]): Promise<{ attempts: number; skipped: number }> {
  let [attempts, skipped] = [0, 0];
  for (let at = 0; at < intents.length; at += CHUNK) {
    const chunk = intents.slice(at, at + CHUNK);
    for (const verdict of await settleConsent(log, chunk.map(({ meta }) => meta), await handleAll(log, attemptDecider, chunk))) {
      if ('receipt' in verdict) attempts++;
      else skipped++;
    }
  }
  return { attempts, skipped };
}

const CHUNK = 500;
