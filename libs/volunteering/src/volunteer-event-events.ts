import type { Event } from '@fieldledger/kernel';
import type { CancelVolunteerEvent, PlanVolunteerEvent, ReinstateVolunteerEvent } from './volunteer-event-commands.js';

/** What we noticed about a fact that we recorded all the same. */
export type VolunteerEventFlag = 'event-unknown' | 'cancelled-before' | 'not-cancelled';

type Planned = Omit<PlanVolunteerEvent, 'provenance'>;

export type VolunteerEventPlanned = Event<'VolunteerEventPlanned', Planned>;
export type VolunteerEventChanged = Event<'VolunteerEventChanged', Planned & { readonly changeId: string; readonly flags: readonly VolunteerEventFlag[] }>;
export type VolunteerEventCancelled = Event<'VolunteerEventCancelled', Omit<CancelVolunteerEvent, 'provenance'> & { readonly flags: readonly VolunteerEventFlag[] }>;
export type VolunteerEventReinstated = Event<'VolunteerEventReinstated', Omit<ReinstateVolunteerEvent, 'provenance'> & { readonly flags: readonly VolunteerEventFlag[] }>;

export type VolunteerEventEvent = VolunteerEventPlanned | VolunteerEventChanged | VolunteerEventCancelled | VolunteerEventReinstated;
