import Table from 'cli-table3';
import stringWidth from 'string-width';
import { printable } from './printable.js';

/** cli-table3 takes time with the square of its rows; so many are drawn at once. */
const ROWS = 250;
/** Blanks on both sides of a cell. */
const PADDING = 2;
const NO_TOP = { top: '', 'top-mid': '', 'top-left': '', 'top-right': '' };
const NO_BOTTOM = { bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' };

/** A table as the terminal shows it, of any length. */
export function printedTable(head: readonly string[], written: readonly (readonly string[])[]): string {
  const rows = written.map((row) => row.map(printable));
  const colWidths = head.map((name, column) => rows.reduce((widest, row) => Math.max(widest, stringWidth(row[column]!)), stringWidth(name)) + PADDING);
  const parts: string[] = [];
  for (let first = 0; first === 0 || first < rows.length; first += ROWS) {
    const [isFirst, isLast] = [first === 0, first + ROWS >= rows.length];
    const part = new Table({ ...(isFirst && { head: [...head] }), colWidths, chars: { ...(!isFirst && NO_TOP), ...(!isLast && NO_BOTTOM) }, style: { head: [], border: [], compact: true } });
    for (const row of rows.slice(first, first + ROWS)) part.push([...row]);
    parts.push(part.toString());
  }
  return parts.join('\n');
}
