import { refuseFuture, type Decider, type Meta } from '@fieldledger/kernel';
import { cancelled, isCalledOff, NEVER_CALLED_OFF, reinstated, shown, type CalledOff } from './called-off.js';
import { instant } from './moment.js';
import type { CancelShift, ChangeShift, PlanShift, ReinstateShift } from './shift-commands.js';
import type { Shift, ShiftEvent, ShiftFlag } from './shift-events.js';
import { shiftTimes } from './shift-times.js';

export interface ShiftState extends CalledOff {
  readonly planned: boolean;
  /** As it was planned last, an instant; undefined before the plan is known. */
  readonly endsAt?: string;
}

export const shiftDecider: Decider<ShiftState, ShiftEvent> = {
  kind: 'shift',
  initial: { planned: false, ...NEVER_CALLED_OFF },
  evolve,
  versions: { ShiftPlanned: 1, ShiftChanged: 1, ShiftCancelled: 1, ShiftReinstated: 1 },
  occurredAt: ({ data }, meta) => ('cancelledAt' in data ? data.cancelledAt : 'reinstatedAt' in data ? data.reinstatedAt : (data.asOf ?? meta.receivedAt)),
  asked: (data) => {
    const { flags: _flags, starts: _starts, ends: _ends, ...told } = data as Shift & { readonly flags?: unknown; readonly changeId?: string };
    if (told.changeId === undefined) return told;
    const { changeId, ...shift } = told;
    return { changeId, shift };
  },
};

/** A fact. @throws Rejection as `shiftTimes` */
export function planShift(command: PlanShift): ShiftEvent[] {
  return [{ type: 'ShiftPlanned', data: shiftOf(command) }];
}

/** A fact; before the plan is known, it is the plan. @throws Rejection as `shiftTimes` */
export function changeShift({ changeId, shift }: ChangeShift, state: ShiftState): ShiftEvent[] {
  return [{ type: 'ShiftChanged', data: { ...shiftOf(shift, '/shift'), changeId, flags: isCalledOff(state) ? ['cancelled-before'] : [] } }];
}

/** A fact. @throws Rejection `told-in-future` */
export function cancelShift({ cancellationId, shiftId, cancelledAt, reasonCode }: CancelShift, state: ShiftState, meta: Meta): ShiftEvent[] {
  refuseFuture(cancelledAt, '/cancelledAt', meta);
  const flags: ShiftFlag[] = [...unknownFlag(state), ...(isCalledOff(state) ? (['cancelled-before'] as const) : [])];
  return [{ type: 'ShiftCancelled', data: { cancellationId, shiftId, cancelledAt: instant(cancelledAt), reasonCode, flags } }];
}

/** A fact, also before anybody told that it was called off. @throws Rejection `told-in-future` */
export function reinstateShift({ reinstatementId, shiftId, reinstatedAt, reasonCode }: ReinstateShift, state: ShiftState, meta: Meta): ShiftEvent[] {
  refuseFuture(reinstatedAt, '/reinstatedAt', meta);
  const flags: ShiftFlag[] = [...unknownFlag(state), ...(isCalledOff(state) ? [] : (['not-cancelled'] as const))];
  return [{ type: 'ShiftReinstated', data: { reinstatementId, shiftId, reinstatedAt: instant(reinstatedAt), reasonCode, flags } }];
}

function shiftOf(command: PlanShift, at?: string): Shift {
  const { shiftId, volunteerEventId, starts, ends, zone, capacity, locationId, asOf } = command;
  return { shiftId, volunteerEventId, starts, ends, zone, capacity, locationId, asOf: asOf && instant(asOf), ...shiftTimes(command, at) };
}

const unknownFlag = ({ planned }: ShiftState): ShiftFlag[] => (planned ? [] : ['shift-unknown']);

/** Total: history is never refused. No `default`: a new event that is not handled here does not compile. */
function evolve(state: ShiftState, { type, data }: ShiftEvent): ShiftState {
  switch (type) {
    case 'ShiftPlanned':
    case 'ShiftChanged':
      return { ...shown(state, data.asOf), planned: true, endsAt: data.endsAt };
    case 'ShiftCancelled':
      return cancelled(state, data.cancelledAt, data.reasonCode);
    case 'ShiftReinstated':
      return reinstated(state, data.reinstatedAt);
  }
}
