/** Why hours of somebody who came are not counted. */
export const REVIEWS = ['check-in-missing', 'check-out-missing', 'check-out-before-check-in', 'over-24-hours', 'times-unknown'] as const;
export type Review = (typeof REVIEWS)[number];
