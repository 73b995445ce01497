import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { carryOut, EVENT_LOG, type EventLog, type Meta, type Verdict, type Way } from '@fieldledger/kernel';
import { askedOf } from './asked.js';
import type { CancelVolunteerEvent, ChangeVolunteerEvent, PlanVolunteerEvent } from './volunteer-event-commands.js';
import type { VolunteerEventEvent } from './volunteer-event-events.js';
import { cancelVolunteerEvent, changeVolunteerEvent, planVolunteerEvent, volunteerEventDecider, type VolunteerEventState } from './volunteer-event.js';

/** Every command of volunteer events, by what it does. */
interface Asked {
  plan: PlanVolunteerEvent;
  change: ChangeVolunteerEvent;
  cancel: CancelVolunteerEvent;
}

interface EventWay<A extends keyof Asked> extends Way<Asked[A], undefined, VolunteerEventState, VolunteerEventEvent> {
  readonly volunteerEventId: (command: Asked[A]) => string;
}

/** How each is carried out. */
const WAYS: { readonly [A in keyof Asked]: EventWay<A> } = {
  plan: { requestId: (it) => it.volunteerEventId, volunteerEventId: (it) => it.volunteerEventId, opens: true, asked: askedOf, decide: (it) => planVolunteerEvent(it) },
  change: { requestId: (it) => it.changeId, volunteerEventId: (it) => it.volunteerEvent.volunteerEventId, asked: askedOf, decide: (it, _prepared, _eventId, state) => changeVolunteerEvent(it, state) },
  cancel: { requestId: (it) => it.cancellationId, volunteerEventId: (it) => it.volunteerEventId, asked: askedOf, decide: (it, _prepared, _eventId, state, meta) => cancelVolunteerEvent(it, state, meta) },
};

/** Things asked of volunteer events, all of one kind, with one answer each. Atomic: all or none. */
export class AskOfVolunteerEvents<A extends keyof Asked = keyof Asked> extends Command<Verdict[]> {
  constructor(
    readonly what: A,
    readonly items: readonly Asked[A][],
    readonly meta: Meta,
    readonly atomic: boolean,
  ) {
    super();
  }
}

@CommandHandler(AskOfVolunteerEvents)
export class AskOfVolunteerEventsHandler implements ICommandHandler<AskOfVolunteerEvents> {
  constructor(@Inject(EVENT_LOG) private readonly log: EventLog) {}

  execute({ what, items, meta, atomic }: AskOfVolunteerEvents): Promise<Verdict[]> {
    const way = WAYS[what] as EventWay<keyof Asked>;
    return carryOut(this.log, { decider: volunteerEventDecider, way, items, streamId: way.volunteerEventId, prepared: [], meta, atomic });
  }
}
