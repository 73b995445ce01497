import { Rejection } from '@fieldledger/kernel';
import type { VolunteerRole } from './volunteer-event-commands.js';

/** A role is one line of the calendar, and its goal is not less than its minimum. @throws Rejection `role-named-twice`, `minimum-above-goal` */
export function refuseRoles(roles: readonly VolunteerRole[], at: string): void {
  for (const [i, { roleId, minimum, goal }] of roles.entries()) {
    if (roles.findIndex((it) => it.roleId === roleId) < i) {
      throw new Rejection('invalid', 'role-named-twice', `The role ${roleId} is named twice. Name each role once, with all that is needed of it.`, { faults: [{ field: `${at}/roles/${i}/roleId`, problem: 'must be a role that was not named before' }] });
    }
    if (minimum !== undefined && goal !== undefined && minimum > goal) {
      throw new Rejection('invalid', 'minimum-above-goal', `The role ${roleId} needs ${minimum} and hopes for ${goal}. Lower the minimum or raise the goal.`, { faults: [{ field: `${at}/roles/${i}/minimum`, problem: 'must not be above the goal' }] });
    }
  }
}
