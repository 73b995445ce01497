import { nameUuid, Rejection, type Decider } from '@fieldledger/kernel';
import { personErased } from '@fieldledger/privacy';
import type { VoterRef } from './attempt-commands.js';
import type { Channel, CodeTables } from './code-tables.js';
import type { PlanContact, RequestDoNotContact, WithdrawDoNotContact } from './consent-commands.js';
import type { ConsentEvent } from './consent-events.js';

/** The requests in force, each with the channels it closed and the attempt at which it was said. */
export type ConsentState = ReadonlyMap<string, { readonly channels: readonly Channel[]; readonly attemptId?: string }>;

export const consentDecider: Decider<ConsentState, ConsentEvent> = {
  kind: 'consent',
  initial: new Map(),
  evolve,
  versions: { DoNotContactRequested: 1, DoNotContactWithdrawn: 1, ContactPlanned: 1 },
  occurredAt: ({ type, data }, meta) =>
    type === 'DoNotContactRequested' ? data.requestedAt : type === 'DoNotContactWithdrawn' ? data.withdrawnAt : meta.receivedAt,
  asked: (data) => data,
};

/** One stream per voter holds what they allow: so a plan and an opt-out can never pass each other. */
export function consentStreamId({ system, scope, id }: VoterRef): string {
  return nameUuid('voter', system, scope, id);
}

/** Always taken: a voter's no needs no reason. */
export function requestDoNotContact(command: RequestDoNotContact): ConsentEvent[] {
  const { requestId, voter, channels, attemptId } = command;
  const requestedAt = new Date(command.requestedAt).toISOString();
  return [{ type: 'DoNotContactRequested', data: { requestId, voter: voterOf(voter), channels: [...channels].sort(), requestedAt, attemptId } }];
}

/** @throws Rejection `request-missing` */
export function withdrawDoNotContact(command: WithdrawDoNotContact, state: ConsentState): ConsentEvent[] {
  const { withdrawalId, voter, requestId } = command;
  if (!state.has(requestId)) {
    throw new Rejection('missing', 'request-missing', 'No do-not-contact request with this requestId is in force for this voter. Withdraw the request that was recorded.');
  }
  const withdrawnAt = new Date(command.withdrawnAt).toISOString();
  return [{ type: 'DoNotContactWithdrawn', data: { withdrawalId, voter: voterOf(voter), requestId, withdrawnAt } }];
}

/** @param erased whether the voter was erased @throws Rejection `do-not-contact`, `unknown-contact-type`, `person-erased` */
export function planContact(command: PlanContact, codes: CodeTables, state: ConsentState, erased = false): ConsentEvent[] {
  const { planId, voter, contactTypeId, campaignId } = command;
  const contactType = codes.contactTypes.get(contactTypeId);
  if (!contactType) {
    throw new Rejection('invalid', 'unknown-contact-type', `Contact type ${contactTypeId} is not in this organization's code table. Use a known one, or define it first.`);
  }
  if (closedChannels(state).has(contactType.channel)) {
    throw new Rejection('conflict', 'do-not-contact', `This voter asked not to be contacted by ${contactType.channel}. Take the voter off the list.`);
  }
  if (erased) throw personErased();
  return [{ type: 'ContactPlanned', data: { planId, voter: voterOf(voter), contactTypeId, campaignId } }];
}

/** The channels closed by the requests in force; for an attempt, those that were not closed by what was said at it. */
export function closedChannels(state: ConsentState, attemptId?: string): ReadonlySet<Channel> {
  const before = [...state.values()].filter((request) => attemptId === undefined || request.attemptId !== attemptId);
  return new Set(before.flatMap(({ channels }) => channels));
}

/** Total: history is never refused. */
function evolve(state: ConsentState, { type, data }: ConsentEvent): ConsentState {
  switch (type) {
    case 'DoNotContactRequested':
      // Under one id a second request can only add channels: no request opens any.
      return new Map([...state, [data.requestId, { channels: [...(state.get(data.requestId)?.channels ?? []), ...data.channels], attemptId: data.attemptId }]]);
    case 'DoNotContactWithdrawn':
      return new Map([...state].filter(([requestId]) => requestId !== data.requestId));
    case 'ContactPlanned':
      return state;
  }
}

function voterOf({ system, scope, id }: VoterRef): VoterRef {
  return { system, scope, id };
}
