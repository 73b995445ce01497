import { RowFault } from './source.js';

/** Whether the door takes a text, of so many characters at most: for one that it cannot take it would refuse the rows around it too. */
export function areTaken(text: string, longest: number): boolean {
  const isTooLong = text.length > longest && (text.length > 2 * longest || [...text].length > longest);
  return !isTooLong && !text.includes('\0') && text.isWellFormed();
}

/** Somebody's words, exactly as told. @throws RowFault `bad-text` */
export function words(text: string | undefined, field: string, longest: number): string | undefined {
  if (text === undefined || areTaken(text, longest)) return text;
  throw new RowFault('bad-text', `${field} is longer than ${longest} characters or holds what is no text. Mend it and import the file again.`);
}
