/** Why something is not accepted, in a sentence. */
export class Refused extends Error {}

const LONGEST = 80;

/** What a stranger wrote, safe to print: cut, in quotation marks, nothing in it but printable ASCII. */
export function quoted(text: string): string {
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return JSON.stringify(short).replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
