import { Inject, Injectable } from '@nestjs/common';
import { EVENT_LOG, type EventLog } from '@fieldledger/kernel';
import type { VoterRef } from './attempt-commands.js';
import type { AttemptContext } from './attempt.js';
import { codesDecider, codesStreamId, foldCodes } from './codes.js';
import { closedChannels, consentDecider, consentStreamId } from './consent.js';
import type { ConsentEvent } from './consent-events.js';
import type { CodesEvent } from './codes-events.js';

/** What attempts are read against: one round trip for the organization's codes and every voter's requests. */
@Injectable()
export class AttemptContexts {
  constructor(@Inject(EVENT_LOG) private readonly log: EventLog) {}

  async load(organization: string, voters: readonly VoterRef[]): Promise<(voter: VoterRef, attemptId: string) => AttemptContext> {
    const codesStream = `${codesDecider.kind}-${codesStreamId(organization)}`;
    const streamOf = (voter: VoterRef) => `${consentDecider.kind}-${consentStreamId(voter)}`;
    const histories = await this.log.readStreams(organization, [codesStream, ...new Set(voters.map(streamOf))]);
    const codes = foldCodes((histories.get(codesStream) ?? []) as unknown as CodesEvent[]);
    return (voter, attemptId) => {
      const events = (histories.get(streamOf(voter)) ?? []) as unknown as ConsentEvent[];
      return { codes, closedChannels: closedChannels(events.reduce(consentDecider.evolve, consentDecider.initial), attemptId) };
    };
  }
}
