import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { AskOf } from '@fieldledger/http';
import { carryOut, EVENT_LOG, type EventLog, type Verdict, type Way, type Ways } from '@fieldledger/kernel';
import { askedOf } from './asked.js';
import type { CancelShift, ChangeShift, PlanShift, ReinstateShift } from './shift-commands.js';
import type { ShiftEvent } from './shift-events.js';
import { cancelShift, changeShift, planShift, reinstateShift, shiftDecider, type ShiftState } from './shift.js';

/** Every command of shifts, by what it does. */
interface Asked {
  plan: PlanShift;
  change: ChangeShift;
  cancel: CancelShift;
  reinstate: ReinstateShift;
}

/** How each is carried out. */
const WAYS: Ways<Asked, undefined, ShiftState, ShiftEvent> = {
  plan: { streamId: (it) => it.shiftId, requestId: (it) => it.shiftId, opens: true, asked: askedOf, decide: (it) => planShift(it) },
  change: { streamId: (it) => it.shift.shiftId, requestId: (it) => it.changeId, asked: askedOf, decide: (it, _prepared, _eventId, state) => changeShift(it, state) },
  cancel: { streamId: (it) => it.shiftId, requestId: (it) => it.cancellationId, asked: askedOf, decide: (it, _prepared, _eventId, state, meta) => cancelShift(it, state, meta) },
  reinstate: { streamId: (it) => it.shiftId, requestId: (it) => it.reinstatementId, asked: askedOf, decide: (it, _prepared, _eventId, state, meta) => reinstateShift(it, state, meta) },
};

export class AskOfShifts<A extends keyof Asked = keyof Asked> extends AskOf<Asked, A> {}

@CommandHandler(AskOfShifts)
export class AskOfShiftsHandler implements ICommandHandler<AskOfShifts> {
  constructor(@Inject(EVENT_LOG) private readonly log: EventLog) {}

  execute({ what, items, meta, atomic }: AskOfShifts): Promise<Verdict[]> {
    const way = WAYS[what] as Way<Asked[keyof Asked], undefined, ShiftState, ShiftEvent>;
    return carryOut(this.log, { decider: shiftDecider, way, items, meta, atomic });
  }
}
