/** The most that one amount may be: ten thousand million dollars. A JSON number holds it exactly. */
export const MOST_CENTS = 1_000_000_000_000;
