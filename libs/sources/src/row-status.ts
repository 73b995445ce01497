/** What can become of a row. `flagged` was accepted, and the rules noticed something; `same` had been recorded before. */
export const ROW_STATUSES = ['accepted', 'same', 'flagged', 'skipped', 'refused'] as const;
export type RowStatus = (typeof ROW_STATUSES)[number];

/** How many rows became what; each row is in one of the five. */
export type RowCounts = Readonly<Record<RowStatus, number>>;
