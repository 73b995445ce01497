import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EVENT_LOG, handle, type Answer, type EventLog, type Meta } from '@fieldledger/kernel';
import { VAULT, type Vault } from '@fieldledger/privacy';
import { codesDecider, codesStreamId, foldCodes } from './codes.js';
import type { CodesEvent } from './codes-events.js';
import type { PlanContact, RequestDoNotContact, WithdrawDoNotContact } from './consent-commands.js';
import { consentDecider, consentStreamId, planContact, requestDoNotContact, withdrawDoNotContact } from './consent.js';

/** A voter's no, on its way to be recorded. */
export class CloseChannels extends Command<Answer> {
  constructor(
    readonly request: RequestDoNotContact,
    readonly meta: Meta,
  ) {
    super();
  }
}

/** A voter's no taken back. */
export class ReopenChannels extends Command<Answer> {
  constructor(
    readonly request: WithdrawDoNotContact,
    readonly meta: Meta,
  ) {
    super();
  }
}

/** A contact that somebody means to make. */
export class AskToContact extends Command<Answer> {
  constructor(
    readonly request: PlanContact,
    readonly meta: Meta,
  ) {
    super();
  }
}

@CommandHandler(CloseChannels)
export class CloseChannelsHandler implements ICommandHandler<CloseChannels> {
  constructor(@Inject(EVENT_LOG) private readonly log: EventLog) {}

  execute({ request, meta }: CloseChannels): Promise<Answer> {
    return handle(this.log, consentDecider, {
      streamId: consentStreamId(request.voter),
      requestId: request.requestId,
      request: { ...request, channels: [...request.channels].sort(), requestedAt: new Date(request.requestedAt).toISOString() },
      meta,
      opens: true,
      decide: () => requestDoNotContact(request),
    });
  }
}

@CommandHandler(ReopenChannels)
export class ReopenChannelsHandler implements ICommandHandler<ReopenChannels> {
  constructor(@Inject(EVENT_LOG) private readonly log: EventLog) {}

  execute({ request, meta }: ReopenChannels): Promise<Answer> {
    return handle(this.log, consentDecider, {
      streamId: consentStreamId(request.voter),
      requestId: request.withdrawalId,
      request: { ...request, withdrawnAt: new Date(request.withdrawnAt).toISOString() },
      meta,
      opens: false,
      decide: (state) => withdrawDoNotContact(request, state),
    });
  }
}

@CommandHandler(AskToContact)
export class AskToContactHandler implements ICommandHandler<AskToContact> {
  constructor(
    @Inject(EVENT_LOG) private readonly log: EventLog,
    @Inject(VAULT) private readonly vault: Vault,
  ) {}

  async execute({ request, meta }: AskToContact): Promise<Answer> {
    const [definitions, erased] = await Promise.all([
      this.log.readStream(meta.organization, `${codesDecider.kind}-${codesStreamId(meta.organization)}`),
      this.isErased(request, meta.organization),
    ]);
    const codes = foldCodes(definitions as unknown as CodesEvent[]);
    return handle(this.log, consentDecider, {
      streamId: consentStreamId(request.voter),
      requestId: request.planId,
      request,
      meta,
      opens: false,
      decide: (state) => planContact(request, codes, state, erased),
    });
  }

  private async isErased({ voter: { system, scope, id } }: PlanContact, organization: string): Promise<boolean> {
    const subject = (await this.vault.lookups(organization)).subject('reference', system, scope, id);
    return (await this.vault.forgotten(organization, [subject])).has(subject);
  }
}
