import { nameUuid, requestDigest, type RecordedEvent } from '@fieldledger/kernel';
import { askedOf } from './asked.js';
import type { ChargeBackContribution, RefundContribution } from './contribution-commands.js';
import type { ContributionEvent } from './contribution-events.js';
import { committeeOf, type ContributionState } from './contribution-state.js';
import type { Way } from './seal-and-carry-out.js';

/** A refund or a chargeback that has happened, as somebody else's system tells it: a processor's file, or its webhook. */
export type ToldMovement = (RefundContribution | ChargeBackContribution) & { readonly provenance: NonNullable<RefundContribution['provenance']> };

export function isToldMovement(command: object): command is ToldMovement {
  const { refundId, chargebackId, basis, provenance } = command as Partial<RefundContribution & ChargeBackContribution>;
  return provenance !== undefined && (chargebackId !== undefined || (refundId !== undefined && basis === 'reported'));
}

export const movementIdOf = (told: ToldMovement): string => ('refundId' in told ? told.refundId : told.chargebackId);

/** The same way, but that what was told `before` under one id, and is told otherwise now, is sighted. The same system's same words are one sighting. */
export function withSightings<C extends object>(way: Way<C, ContributionState, ContributionEvent>, before: ReadonlyMap<string, RecordedEvent>): Way<C, ContributionState, ContributionEvent> {
  const first = (command: C) => (isToldMovement(command) ? before.get(movementIdOf(command)) : undefined);
  return {
    ...way,
    requestId: (command) => (first(command) ? nameUuid('sighting', way.requestId(command), (command as ToldMovement & C).provenance.sourceSystem, requestDigest(askedOf(command, { giver: null, marks: {} }))) : way.requestId(command)),
    decide: (command, context, state, meta) => (first(command) ? [sighted(command as ToldMovement & C, first(command)!, state)] : way.decide(command, context, state, meta)),
  };
}

/** What was told first holds. */
function sighted(told: ToldMovement, { id, data, provenance }: RecordedEvent, state: ContributionState): ContributionEvent {
  const [now, then] = [told, data] as unknown as Readonly<Record<string, unknown>>[];
  const differs = ['amountCents', 'refundedOn', 'chargedBackOn'].filter((name) => now![name] !== undefined && now![name] !== then![name]);
  return {
    type: 'ContributionSighted',
    data: {
      contributionId: told.contributionId, committeeId: committeeOf(state), source: told.provenance.sourceSystem, differs, movement: { movementId: movementIdOf(told), eventId: id, source: provenance?.sourceSystem ?? null },
      flags: differs.length > 0 ? ['sources-differ'] : [],
    },
  };
}
