/** Less than how many days each is, so named that the names sort. */
const LESS_THAN_DAYS = { '00 days': 1, '01-02 days': 3, '03-06 days': 7, '07-13 days': 14 } as const;
const LONGER = '14 days and over';

/** How long before a shift somebody can have signed up for it. */
export const LEAD_TIMES: readonly string[] = [...Object.keys(LESS_THAN_DAYS), LONGER];

/** That of `lead`, in days, in SQL; null where one of both moments is not known. */
export const LEAD_TIME = `CASE WHEN starts_at IS NULL OR scheduled_at IS NULL THEN NULL ${Object.entries(LESS_THAN_DAYS).map(([time, days]) => `WHEN lead < ${days} THEN '${time}'`).join(' ')} ELSE '${LONGER}' END`;
