/** Rows as CSV (RFC 4180) with a header; where there are none, of the columns that they would have. A cell that a spreadsheet would run as a formula is made text by an apostrophe. */
export function toCsv(rows: readonly object[], columns: readonly string[] = []): string {
  const names = rows[0] ? Object.keys(rows[0]) : columns;
  if (names.length === 0) return '';
  const lines = rows.map((row) => names.map((name) => cell((row as Record<string, unknown>)[name])).join(','));
  return `${[names.map(cell).join(','), ...lines].join('\r\n')}\r\n`;
}

function cell(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = plain(value);
  const guarded = /^[=+\-@\t\r＝＋－＠]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

/** A cell holds no list and no object: what belongs together, such as the details of a person, is written as name=value. */
function plain(value: unknown): string {
  if (Array.isArray(value)) return value.map(plain).join(' ');
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? Object.entries(value).map(([name, each]) => `${name}=${plain(each)}`).join(' ') : String(value);
}
