import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { AskOf } from '@fieldledger/http';
import { carryOut, EVENT_LOG, type EventLog, type Verdict, type Way, type Ways } from '@fieldledger/kernel';
import { askedOf } from './asked.js';
import type { CancelVolunteerEvent, ChangeVolunteerEvent, PlanVolunteerEvent, ReinstateVolunteerEvent } from './volunteer-event-commands.js';
import type { VolunteerEventEvent } from './volunteer-event-events.js';
import { cancelVolunteerEvent, changeVolunteerEvent, planVolunteerEvent, reinstateVolunteerEvent, volunteerEventDecider, type VolunteerEventState } from './volunteer-event.js';

/** Every command of volunteer events, by what it does. */
interface Asked {
  plan: PlanVolunteerEvent;
  change: ChangeVolunteerEvent;
  cancel: CancelVolunteerEvent;
  reinstate: ReinstateVolunteerEvent;
}

/** How each is carried out. */
const WAYS: Ways<Asked, undefined, VolunteerEventState, VolunteerEventEvent> = {
  plan: { streamId: (it) => it.volunteerEventId, requestId: (it) => it.volunteerEventId, opens: true, asked: askedOf, decide: (it) => planVolunteerEvent(it) },
  change: { streamId: (it) => it.volunteerEvent.volunteerEventId, requestId: (it) => it.changeId, asked: askedOf, decide: (it, _prepared, _eventId, state) => changeVolunteerEvent(it, state) },
  cancel: { streamId: (it) => it.volunteerEventId, requestId: (it) => it.cancellationId, asked: askedOf, decide: (it, _prepared, _eventId, state, meta) => cancelVolunteerEvent(it, state, meta) },
  reinstate: { streamId: (it) => it.volunteerEventId, requestId: (it) => it.reinstatementId, asked: askedOf, decide: (it, _prepared, _eventId, state, meta) => reinstateVolunteerEvent(it, state, meta) },
};

export class AskOfVolunteerEvents<A extends keyof Asked = keyof Asked> extends AskOf<Asked, A> {}

@CommandHandler(AskOfVolunteerEvents)
export class AskOfVolunteerEventsHandler implements ICommandHandler<AskOfVolunteerEvents> {
  constructor(@Inject(EVENT_LOG) private readonly log: EventLog) {}

  execute({ what, items, meta, atomic }: AskOfVolunteerEvents): Promise<Verdict[]> {
    const way = WAYS[what] as Way<Asked[keyof Asked], undefined, VolunteerEventState, VolunteerEventEvent>;
    return carryOut(this.log, { decider: volunteerEventDecider, way, items, meta, atomic });
  }
}
