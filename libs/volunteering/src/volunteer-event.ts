import { refuseFuture, type Decider, type Meta } from '@fieldledger/kernel';
import { cancelled, isCalledOff, NEVER_CALLED_OFF, reinstated, shown, type CalledOff } from './called-off.js';
import { instant } from './moment.js';
import type { CancelVolunteerEvent, ChangeVolunteerEvent, PlanVolunteerEvent, ReinstateVolunteerEvent } from './volunteer-event-commands.js';
import type { VolunteerEventEvent, VolunteerEventFlag, VolunteerEventPlanned } from './volunteer-event-events.js';
import { refuseRoles } from './volunteer-roles.js';

export interface VolunteerEventState extends CalledOff {
  readonly planned: boolean;
}

export const volunteerEventDecider: Decider<VolunteerEventState, VolunteerEventEvent> = {
  kind: 'volunteer-event',
  initial: { planned: false, ...NEVER_CALLED_OFF },
  evolve,
  versions: { VolunteerEventPlanned: 1, VolunteerEventChanged: 1, VolunteerEventCancelled: 1, VolunteerEventReinstated: 1 },
  occurredAt: ({ data }, meta) => ('cancelledAt' in data ? data.cancelledAt : 'reinstatedAt' in data ? data.reinstatedAt : (data.asOf ?? meta.receivedAt)),
  asked: (data) => {
    const { flags: _flags, ...told } = data as VolunteerEventEvent['data'] & { readonly flags?: unknown };
    if (!('changeId' in told)) return told;
    const { changeId, ...volunteerEvent } = told;
    return { changeId, volunteerEvent };
  },
};

/** A fact. @throws Rejection as `refuseRoles` */
export function planVolunteerEvent(command: PlanVolunteerEvent): VolunteerEventEvent[] {
  return [{ type: 'VolunteerEventPlanned', data: planned(command) }];
}

/** A fact; before the plan is known, it is the plan. @throws Rejection as `refuseRoles` */
export function changeVolunteerEvent({ changeId, volunteerEvent }: ChangeVolunteerEvent, state: VolunteerEventState): VolunteerEventEvent[] {
  return [{ type: 'VolunteerEventChanged', data: { ...planned(volunteerEvent, '/volunteerEvent'), changeId, flags: isCalledOff(state) ? ['cancelled-before'] : [] } }];
}

/** A fact. @throws Rejection `told-in-future` */
export function cancelVolunteerEvent({ cancellationId, volunteerEventId, cancelledAt, reasonCode }: CancelVolunteerEvent, state: VolunteerEventState, meta: Meta): VolunteerEventEvent[] {
  refuseFuture(cancelledAt, '/cancelledAt', meta);
  const flags: VolunteerEventFlag[] = [...unknownFlag(state), ...(isCalledOff(state) ? (['cancelled-before'] as const) : [])];
  return [{ type: 'VolunteerEventCancelled', data: { cancellationId, volunteerEventId, cancelledAt: instant(cancelledAt), reasonCode, flags } }];
}

/** A fact, also before anybody told that it was called off. @throws Rejection `told-in-future` */
export function reinstateVolunteerEvent({ reinstatementId, volunteerEventId, reinstatedAt, reasonCode }: ReinstateVolunteerEvent, state: VolunteerEventState, meta: Meta): VolunteerEventEvent[] {
  refuseFuture(reinstatedAt, '/reinstatedAt', meta);
  const flags: VolunteerEventFlag[] = [...unknownFlag(state), ...(isCalledOff(state) ? [] : (['not-cancelled'] as const))];
  return [{ type: 'VolunteerEventReinstated', data: { reinstatementId, volunteerEventId, reinstatedAt: instant(reinstatedAt), reasonCode, flags } }];
}

function planned({ volunteerEventId, eventType, zone, campaignId, organizerId, locationId, roles, asOf }: PlanVolunteerEvent, at = ''): VolunteerEventPlanned['data'] {
  refuseRoles(roles ?? [], at);
  return {
    volunteerEventId, eventType, zone, campaignId, organizerId, locationId,
    roles: roles?.map(({ roleId, minimum, goal }) => ({ roleId, minimum, goal })), asOf: asOf && instant(asOf),
  };
}

const unknownFlag = ({ planned: known }: VolunteerEventState): VolunteerEventFlag[] => (known ? [] : ['event-unknown']);

/** Total: history is never refused. No `default`: a new event that is not handled here does not compile. */
function evolve(state: VolunteerEventState, { type, data }: VolunteerEventEvent): VolunteerEventState {
  switch (type) {
    case 'VolunteerEventPlanned':
    case 'VolunteerEventChanged':
      return { ...shown(state, data.asOf), planned: true };
    case 'VolunteerEventCancelled':
      return cancelled(state, data.cancelledAt, data.reasonCode);
    case 'VolunteerEventReinstated':
      return reinstated(state, data.reinstatedAt);
  }
}
