const MOST = 3;
const MORE = `${MOST} and more`;

/** How often a signup can have been confirmed. */
export const CONFIRMED_TIMES: readonly string[] = [...Array(MOST).keys()].map(String).concat(MORE);

/** That of `confirmations`, in SQL. */
export const CONFIRMED = `CASE WHEN confirmations >= ${MOST} THEN '${MORE}' ELSE confirmations::text END`;
