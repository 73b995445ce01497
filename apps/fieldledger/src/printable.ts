/** What is no letter and makes a terminal do something: control characters, and those that turn the direction of what follows. */
const COMMANDS = /(?!\r?\n|\t)\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu;

/** A text as a terminal may be given it, whoever wrote it: a name could else move the cursor, and rewrite what stands above it. */
export const printable = (text: string): string => text.replace(COMMANDS, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
