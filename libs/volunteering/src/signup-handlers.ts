import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { AskOf } from '@fieldledger/http';
import { carryOut, EVENT_LOG, nameUuid, type EventLog, type Verdict, type Way } from '@fieldledger/kernel';
import { saidOfErased } from '@fieldledger/privacy';
import type { AmendSignupStep, RecordSignupStep, SightSignup, VoidSignupStep } from './signup-commands.js';
import { contextFor, SignupContexts, type Prepared, type Told } from './signup-contexts.js';
import type { SignupEvent } from './signup-events.js';
import { amendSignupStep, askedOfSighting, askedOfStep, recordSignupStep, sightSignup, signupDecider, voidSignupStep, type SignupState } from './signup.js';

/** Every command of signups, by what it does. */
interface Asked {
  record: RecordSignupStep;
  void: VoidSignupStep;
  amend: AmendSignupStep;
  sight: SightSignup;
}

interface SignupWay<A extends keyof Asked> extends Way<Asked[A], Prepared, SignupState, SignupEvent> {
  /** What of it is to be sealed, and which shift it names. */
  readonly told: (command: Asked[A]) => Told | undefined;
}

/** How each is carried out. */
const WAYS: { readonly [A in keyof Asked]: SignupWay<A> } = {
  record: {
    streamId: (it) => it.signupId, requestId: (it) => it.stepId, told: (it) => it,
    asked: (it, { sealing }) => askedOfStep(it, sealing?.marks ?? {}),
    decide: (it, prepared, eventId, state, meta) => recordSignupStep(it, contextFor(eventId(0), prepared), state, meta),
  },
  void: {
    streamId: (it) => it.signupId, requestId: (it) => it.correctionId, told: () => undefined,
    asked: ({ provenance: _provenance, ...asked }) => asked,
    decide: (it, _prepared, _eventId, state) => voidSignupStep(it, state),
  },
  amend: {
    streamId: (it) => it.step.signupId, requestId: (it) => it.correctionId, told: (it) => it.step,
    asked: ({ correctionId, stepId, reasonCode, step }, { sealing }) => ({ correctionId, signupId: step.signupId, stepId, reasonCode, step: askedOfStep(step, sealing?.marks ?? {}) }),
    // The amendment's void comes first.
    decide: (it, prepared, eventId, state, meta) => amendSignupStep(it, contextFor(eventId(1), prepared), state, meta),
  },
  sight: {
    streamId: (it) => it.signupId, told: (it) => it, opens: true,
    // A name or a note that changed without a word of when is a new sighting, and not another request under a known id.
    requestId: (it, { sealing }) => (sealing ? nameUuid(it.sightingId, ...Object.values(sealing.marks).map(({ mark }) => mark)) : it.sightingId),
    asked: (it, { sealing }) => askedOfSighting(it, sealing?.marks ?? {}),
    decide: (it, prepared, eventId, state, meta) => sightSignup(it, contextFor(eventId(0), prepared), state, meta),
  },
};

export class AskOfSignups<A extends keyof Asked = keyof Asked> extends AskOf<Asked, A> {}

@CommandHandler(AskOfSignups)
export class AskOfSignupsHandler implements ICommandHandler<AskOfSignups> {
  constructor(
    @Inject(EVENT_LOG) private readonly log: EventLog,
    private readonly contexts: SignupContexts,
  ) {}

  async execute({ what, items, meta, atomic }: AskOfSignups): Promise<Verdict[]> {
    const way = WAYS[what] as SignupWay<keyof Asked>;
    const prepared = await this.contexts.prepare(meta.organization, items.map(way.told));
    return saidOfErased(await carryOut(this.log, { decider: signupDecider, way, items, prepared, meta, atomic }), (i) => prepared[i]!.forgotten);
  }
}
