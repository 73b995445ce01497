/** So many events at once are many, and rounds are so far apart then. */
const [MANY, BUSY_ROUND_MS] = [50, 250];

/**
 * How long after its beginning a round of so many events is followed by the next, for whoever follows the log: many events
 * are taken more at once, since what a round costs is taken from those who send them.
 * @param quietMs how far apart rounds are while few events come
 */
export const roundMs = (events: number, quietMs: number): number => (events < MANY ? quietMs : BUSY_ROUND_MS);
