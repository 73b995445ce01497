/** Rows as CSV (RFC 4180) with a header; where there are none, of the columns that they would have. A cell that a spreadsheet would run as a formula is made text by an apostrophe. */
export function toCsv(rows: readonly object[], columns: readonly string[] = []): string {
  const names = rows[0] ? Object.keys(rows[0]) : columns;
  if (names.length === 0) return '';
  const lines = rows.map((row) => names.map((name) => cell((row as Record<string, unknown>)[name])).join(','));
  return `${[names.map(cell).join(','), ...lines].join('\r\n')}\r\n`;
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = Array.isArray(value) ? value.join(' ') : typeof value === 'object' ? pairs(value) : String(value);
  const guarded = /^[=+\-@\t\r＝＋－＠]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

/** What belongs together, such as the details of a person, as name=value. */
const pairs = (values: object) => Object.entries(values).map(([name, value]) => `${name}=${value}`).join(' ');
