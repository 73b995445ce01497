import { Inject, Injectable } from '@nestjs/common';
import { EVENT_LOG, eventIdOf, type EventLog } from '@fieldledger/kernel';
import { VAULT, type Vault } from '@fieldledger/privacy';
import type { RecordAttempt, VoterRef } from './attempt-commands.js';
import { attemptDecider, type AttemptContext } from './attempt.js';
import { codesDecider, codesStreamId, foldCodes } from './codes.js';
import { closedChannels, consentDecider, consentStreamId } from './consent.js';
import type { ConsentEvent } from './consent-events.js';
import type { CodesEvent } from './codes-events.js';

/** An attempt on its way: the request it came in, and which of the request's events will hold it. */
export interface Incoming {
  readonly attempt: RecordAttempt;
  readonly requestId: string;
  readonly ordinal: number;
}

/** What attempts are read against: one round trip for the organization's codes and every voter's requests. */
@Injectable()
export class AttemptContexts {
  constructor(
    @Inject(EVENT_LOG) private readonly log: EventLog,
    @Inject(VAULT) private readonly vault: Vault,
  ) {}

  /** In the same order. */
  async load(organization: string, incoming: readonly Incoming[]): Promise<AttemptContext[]> {
    const codesStream = `${codesDecider.kind}-${codesStreamId(organization)}`;
    const streams = incoming.map(({ attempt }) => `${consentDecider.kind}-${consentStreamId(attempt.voter)}`);
    const [histories, sealed] = await Promise.all([
      this.log.readStreams(organization, [codesStream, ...new Set(streams)]),
      this.sealedParts(organization, incoming),
    ]);
    const codes = foldCodes((histories.get(codesStream) ?? []) as unknown as CodesEvent[]);
    return incoming.map(({ attempt }, i) => {
      const events = (histories.get(streams[i]!) ?? []) as unknown as ConsentEvent[];
      const closed = closedChannels(events.reduce(consentDecider.evolve, consentDecider.initial), attempt.attemptId);
      return { codes, closedChannels: closed, ...sealed.get(attempt) };
    });
  }

  /** Most attempts have nothing to seal. */
  private async sealedParts(organization: string, incoming: readonly Incoming[]): Promise<Map<RecordAttempt, Pick<AttemptContext, 'sealed' | 'forgotten'>>> {
    const told = incoming.filter(({ attempt: { note, phone } }) => note !== undefined || phone !== undefined);
    if (told.length === 0) return new Map();
    const lookups = await this.vault.lookups(organization);
    const tokens = told.map(({ attempt: { voter, phone } }) => lookups.knownBy({ reference: voter, phone }));
    const kept = await this.vault.suppressed(organization, tokens.flat());
    const wanted = told.filter((_, i) => !tokens[i]!.some((token) => kept.has(token)));
    const subjectOf = ({ system, scope, id }: VoterRef) => lookups.subject('reference', system, scope, id);
    const sealed = await this.vault.seal(organization, wanted.map(({ attempt, requestId, ordinal }) => ({
      subject: subjectOf(attempt.voter),
      eventId: eventIdOf(organization, `${attemptDecider.kind}-${attempt.attemptId}`, requestId, ordinal),
      members: { note: attempt.note, phone: attempt.phone },
    })));
    const bySealed = new Map(wanted.map(({ attempt }, i) => [attempt, sealed[i]]));
    return new Map(told.map(({ attempt }) => [attempt, { sealed: bySealed.get(attempt), forgotten: bySealed.get(attempt) === undefined }]));
  }
}
