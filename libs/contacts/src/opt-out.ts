import { handleAll, nameUuid, Rejection, type EventLog, type Intent, type Meta, type Receipt, type Verdict } from '@fieldledger/kernel';
import type { Attempt, AttemptEvent } from './attempt-events.js';
import type { RequestDoNotContact, WithdrawDoNotContact } from './consent-commands.js';
import type { ConsentEvent } from './consent-events.js';
import { consentDecider, consentStreamId, requestDoNotContact, withdrawDoNotContact, type ConsentState } from './consent.js';

type ConsentIntent = Intent<ConsentState, ConsentEvent>;

/**
 * Carries what attempts say of their voters' wishes into the voters' own histories: "Do Not Call" closes the phone, and
 * voiding it opens it again. Made only from recorded facts and their receipts, so that a repeat of the request finishes
 * what was interrupted, and changes nothing where all is done. Costs nothing where no attempt was such a no.
 */
export async function settleConsent<V extends Verdict>(log: EventLog, metas: readonly Meta[], verdicts: readonly V[]): Promise<V[]> {
  const intents = verdicts.flatMap((verdict, i) =>
    verdict instanceof Rejection ? [] : consentIntents(verdict.events as AttemptEvent[], verdict.receipt, metas[i]!),
  );
  if (intents.length > 0) {
    for (const verdict of await handleAll(log, consentDecider, intents)) {
      // The voter may have taken the request back before; there is nothing left to withdraw then.
      if (verdict instanceof Rejection && verdict.slug !== 'request-missing') throw verdict;
    }
  }
  return [...verdicts];
}

/**
 * What these facts mean for consent. Requests come before withdrawals, so that an amended no is in force throughout; and a
 * void makes sure of the request that it withdraws, so that a late repeat of the attempt cannot bring it back.
 */
export function consentIntents(facts: readonly AttemptEvent[], { id, recordedAt }: Receipt, meta: Meta): ConsentIntent[] {
  const because = { ...meta, causationId: id };
  const said = facts.flatMap(({ type, data }): Attempt[] => (type === 'ContactAttempted' || type === 'ContactAttemptVoided' ? [data] : []));
  const voided = facts.flatMap(({ type, data }) => (type === 'ContactAttemptVoided' ? [data] : []));
  return [
    ...said.flatMap((attempt) => requestOf(attempt) ?? []).map((request) => requestIntent(request, because)),
    ...voided.flatMap((attempt) => withdrawalOf(attempt, recordedAt) ?? []).map((withdrawal) => withdrawalIntent(withdrawal, because)),
  ];
}

/** The withdrawal that follows from voiding an attempt; none when its result closed no channel. */
export function withdrawalOf({ voter, optOut }: Attempt, voidedAt: string): WithdrawDoNotContact | undefined {
  if (!optOut) return undefined;
  return { withdrawalId: withdrawalIdOf(optOut.requestId), voter, requestId: optOut.requestId, withdrawnAt: new Date(voidedAt).toISOString() };
}

/** The id of the withdrawal that voiding makes: a producer's own has another. */
export const withdrawalIdOf = (requestId: string): string => nameUuid('do-not-contact-withdrawal', requestId);

function requestOf({ voter, optOut, attemptId, attemptedAt }: Attempt): RequestDoNotContact | undefined {
  return optOut && { requestId: optOut.requestId, voter, channels: [optOut.channel], requestedAt: attemptedAt, attemptId };
}

/** Its key in the stream is none that a request of a producer's can have, so that nobody can take it first. */
function requestIntent(request: RequestDoNotContact, meta: Meta): ConsentIntent {
  return { streamId: consentStreamId(request.voter), requestId: `result-${request.requestId}`, request, meta, opens: true, decide: () => requestDoNotContact(request) };
}

function withdrawalIntent(request: WithdrawDoNotContact, meta: Meta): ConsentIntent {
  return { streamId: consentStreamId(request.voter), requestId: `void-${request.withdrawalId}`, request, meta, opens: false, decide: (state) => withdrawDoNotContact(request, state) };
}
