/** Whether an id was written as a number that JSON carries and JavaScript rounds (RFC 8259, section 6): by now it is another's. */
export const isRounded = (value: unknown): boolean => typeof value === 'number' && !Number.isSafeInteger(value);
