/** A row of `signups.table.sql`: a signup, a shift, a volunteer event or a link. */
export type SignupRow = {
  toldAt: string | null; cancelledAt: string | null; callings: string | null; volunteerEventId: string | null; shiftId: string | null; elsewhere: string | null; facts: string | null; volunteer: string | null; roleId: string | null;
  organizerId: string | null; source: string | null; status: string | null; scheduled: boolean | null; invited: boolean | null; invitedAt: string | null; scheduledAt: string | null; confirmedAt: string | null;
  confirmations: number | null; messages: number | null; declined: boolean | null; declinedAt: string | null; attendance: string | null; workedFrom: string | null;
  workedUntil: string | null; stays: string | null; review: string | null; startsAt: string | null; endsAt: string | null; day: string | null; zone: string | null; capacity: number | null; locationId: string | null;
  turfIds: readonly string[]; listIds: readonly string[]; canvasserId: string | null; eventType: string | null; campaignId: string | null; roles: string | null; person: string | null; same: string | null;
};

/** Of which nothing is known yet. */
export const initial: SignupRow = {
  toldAt: null, cancelledAt: null, callings: null, volunteerEventId: null, shiftId: null, elsewhere: null, facts: null, volunteer: null, roleId: null, organizerId: null, source: null, status: null, scheduled: null,
  invited: null, invitedAt: null, scheduledAt: null, confirmedAt: null, confirmations: null, messages: null, declined: null, declinedAt: null, attendance: null, workedFrom: null, workedUntil: null, stays: null,
  review: null, startsAt: null, endsAt: null, day: null, zone: null, capacity: null, locationId: null, turfIds: [], listIds: [], canvasserId: null, eventType: null, campaignId: null, roles: null,
  person: null, same: null,
};
