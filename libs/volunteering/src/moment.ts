/** An instant in UTC, however it was written. */
export const instant = (text: string): string => new Date(text).toISOString();
