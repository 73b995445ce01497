import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { carryOut, EVENT_LOG, type EventLog, type Meta, type Verdict, type Way } from '@fieldledger/kernel';
import { askedOf } from './asked.js';
import type { CancelShift, ChangeShift, PlanShift } from './shift-commands.js';
import type { ShiftEvent } from './shift-events.js';
import { cancelShift, changeShift, planShift, shiftDecider, type ShiftState } from './shift.js';

/** Every command of shifts, by what it does. */
interface Asked {
  plan: PlanShift;
  change: ChangeShift;
  cancel: CancelShift;
}

interface ShiftWay<A extends keyof Asked> extends Way<Asked[A], undefined, ShiftState, ShiftEvent> {
  readonly shiftId: (command: Asked[A]) => string;
}

/** How each is carried out. */
const WAYS: { readonly [A in keyof Asked]: ShiftWay<A> } = {
  plan: { requestId: (it) => it.shiftId, shiftId: (it) => it.shiftId, opens: true, asked: askedOf, decide: (it) => planShift(it) },
  change: { requestId: (it) => it.changeId, shiftId: (it) => it.shift.shiftId, asked: askedOf, decide: (it, _prepared, _eventId, state) => changeShift(it, state) },
  cancel: { requestId: (it) => it.cancellationId, shiftId: (it) => it.shiftId, asked: askedOf, decide: (it, _prepared, _eventId, state, meta) => cancelShift(it, state, meta) },
};

/** Things asked of shifts, all of one kind, with one answer each. Atomic: all or none. */
export class AskOfShifts<A extends keyof Asked = keyof Asked> extends Command<Verdict[]> {
  constructor(
    readonly what: A,
    readonly items: readonly Asked[A][],
    readonly meta: Meta,
    readonly atomic: boolean,
  ) {
    super();
  }
}

@CommandHandler(AskOfShifts)
export class AskOfShiftsHandler implements ICommandHandler<AskOfShifts> {
  constructor(@Inject(EVENT_LOG) private readonly log: EventLog) {}

  execute({ what, items, meta, atomic }: AskOfShifts): Promise<Verdict[]> {
    const way = WAYS[what] as ShiftWay<keyof Asked>;
    return carryOut(this.log, { decider: shiftDecider, way, items, streamId: way.shiftId, prepared: [], meta, atomic });
  }
}
