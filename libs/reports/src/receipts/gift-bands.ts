/** Up to how many cents each goes, so named in dollars that the names sort. A bank's return in a filing is a negative row. */
const UP_TO_CENTS = {
  'below 0': 0, '0000.01-0025.00': 25_00, '0025.01-0050.00': 50_00, '0050.01-0100.00': 100_00, '0100.01-0200.00': 200_00, '0200.01-0500.00': 500_00, '0500.01-1000.00': 1_000_00,
} as const;
const ABOVE = '1000.01 and over';

/** The sizes that a whole gift can be of. */
export const GIFT_BANDS: readonly string[] = [...Object.keys(UP_TO_CENTS), ABOVE];

/** That of `amount_cents`, in SQL. */
export const BAND = `CASE ${Object.entries(UP_TO_CENTS).map(([band, cents]) => `WHEN amount_cents <= ${cents} THEN '${band}'`).join(' ')} ELSE '${ABOVE}' END`;
