import type { Decider, Meta } from '@fieldledger/kernel';
import { instant, refuseFuture } from './moment.js';
import type { CancelVolunteerEvent, ChangeVolunteerEvent, PlanVolunteerEvent } from './volunteer-event-commands.js';
import type { VolunteerEventEvent, VolunteerEventFlag, VolunteerEventPlanned } from './volunteer-event-events.js';
import { refuseRoles } from './volunteer-roles.js';

export interface VolunteerEventState {
  readonly planned: boolean;
  readonly cancelled: boolean;
}

export const volunteerEventDecider: Decider<VolunteerEventState, VolunteerEventEvent> = {
  kind: 'volunteer-event',
  initial: { planned: false, cancelled: false },
  evolve,
  versions: { VolunteerEventPlanned: 1, VolunteerEventChanged: 1, VolunteerEventCancelled: 1 },
  occurredAt: ({ data }, meta) => ('cancelledAt' in data ? data.cancelledAt : (data.asOf ?? meta.receivedAt)),
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
export function changeVolunteerEvent({ changeId, volunteerEvent }: ChangeVolunteerEvent, { cancelled }: VolunteerEventState): VolunteerEventEvent[] {
  return [{ type: 'VolunteerEventChanged', data: { ...planned(volunteerEvent, '/volunteerEvent'), changeId, flags: cancelled ? ['cancelled-before'] : [] } }];
}

/** A fact. @throws Rejection `told-in-future` */
export function cancelVolunteerEvent({ cancellationId, volunteerEventId, cancelledAt, reasonCode }: CancelVolunteerEvent, state: VolunteerEventState, meta: Meta): VolunteerEventEvent[] {
  refuseFuture(cancelledAt, '/cancelledAt', meta);
  const flags: VolunteerEventFlag[] = [...unknownFlag(state), ...(state.cancelled ? (['cancelled-before'] as const) : [])];
  return [{ type: 'VolunteerEventCancelled', data: { cancellationId, volunteerEventId, cancelledAt: instant(cancelledAt), reasonCode, flags } }];
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
function evolve(state: VolunteerEventState, { type }: VolunteerEventEvent): VolunteerEventState {
  switch (type) {
    case 'VolunteerEventPlanned':
    case 'VolunteerEventChanged':
      return { ...state, planned: true };
    case 'VolunteerEventCancelled':
      return { ...state, cancelled: true };
  }
}
