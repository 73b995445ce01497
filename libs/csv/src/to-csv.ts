import { csvCell } from './csv-cell.js';

/** Rows as CSV with a header; where there are none, of the columns that they would have. */
export function toCsv(rows: readonly object[], columns: readonly string[] = []): string {
  const names = rows[0] ? Object.keys(rows[0]) : columns;
  if (names.length === 0) return '';
  const lines = rows.map((row) => names.map((name) => cell((row as Record<string, unknown>)[name])).join(','));
  return `${[names.map(csvCell).join(','), ...lines].join('\r\n')}\r\n`;
}

function cell(value: unknown): string {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : csvCell(plain(value));
}

/** A cell holds no list and no object: what belongs together, such as the details of a person, is written as name=value. */
function plain(value: unknown): string {
  if (Array.isArray(value)) return value.map(plain).join(' ');
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? Object.entries(value).map(([name, each]) => `${name}=${plain(each)}`).join(' ') : String(value);
}
