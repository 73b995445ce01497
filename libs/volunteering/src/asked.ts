import { Rejection } from '@fieldledger/kernel';
import { instant } from './moment.js';
import type { PlanShift } from './shift-commands.js';
import { shiftTimes } from './shift-times.js';

/** What a repeat must say again: not through which file it came, and an instant however it is written; of a shift, between which instants it lies. */
export function askedOf(command: object): object {
  return Object.fromEntries(Object.entries('starts' in command ? betweenInstants(command as PlanShift) : command).flatMap(([name, value]: [string, unknown]) => {
    if (name === 'provenance') return [];
    if (INSTANTS.includes(name) && typeof value === 'string') return [[name, instant(value)]];
    return [[name, name === 'shift' || name === 'volunteerEvent' ? askedOf(value as object) : value]];
  }));
}

/** A shift whose times the rule will refuse is told as it is. */
function betweenInstants(shift: PlanShift): object {
  try {
    const { starts: _starts, ends: _ends, ...told } = { ...shift, ...shiftTimes(shift) };
    return told;
  } catch (error) {
    if (error instanceof Rejection) return shift;
    throw error;
  }
}

const INSTANTS = ['asOf', 'cancelledAt', 'reinstatedAt'];
