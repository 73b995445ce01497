/** A cell of the outcome file (RFC 4180). What a spreadsheet would run as a formula is made text by an apostrophe. */
export function guardedCell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r＝＋－＠]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
