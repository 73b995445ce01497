import { instant } from './moment.js';

/** What a repeat must say again: not through which file it came, and an instant however it is written. */
export function askedOf(command: object): object {
  return Object.fromEntries(Object.entries(command).flatMap(([name, value]: [string, unknown]) => {
    if (name === 'provenance') return [];
    if (INSTANTS.includes(name) && typeof value === 'string') return [[name, instant(value)]];
    return [[name, name === 'shift' || name === 'volunteerEvent' ? askedOf(value as object) : value]];
  }));
}

const INSTANTS = ['asOf', 'cancelledAt'];
