export { isDay, isMoment } from './moments.js';
export * from './zoned-time.js';
export { ZONE, zoneSpelled } from './zones.js';
