/** Character by character, whatever the language of the machine. */
export const textOrder = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
