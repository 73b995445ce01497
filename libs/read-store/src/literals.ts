import type { Cell } from '@fieldledger/kernel';

/** PostgreSQL's text of an array; a list within it becomes the text of a list. */
export function arrayLiteral(cells: readonly Cell[]): string {
  return `{${cells.map(elementOf).join(',')}}`;
}

/** PostgreSQL's text of an array of rows, each with its cells in the order of the columns. */
export function rowsLiteral(rows: readonly (readonly Cell[])[]): string {
  let text = '';
  for (const cells of rows) {
    let row = '';
    for (const cell of cells) row += row === '' ? `(${memberOf(cell)}` : `,${memberOf(cell)}`;
    text += `${text === '' ? '' : ','}"${escaped(row)})"`;
  }
  return `{${text}}`;
}

/** Rows as `COPY … FROM STDIN` reads them: a line each, tabs between cells. */
export function copyText(rows: readonly (readonly Cell[])[]): string {
  // Joined line by line: a text that is added to keeps every piece of it in memory until it is sent.
  return rows.map((cells) => `${cells.map(copiedOf).join('\t')}\n`).join('');
}

function copiedOf(cell: Cell): string {
  if (cell === null) return '\\N';
  const text = typeof cell === 'string' ? cell : Array.isArray(cell) ? arrayLiteral(cell as readonly string[]) : String(cell as number | boolean);
  return NEEDS_ESCAPE.test(text) ? text.replace(/[\\\t\n\r]/g, (character) => ESCAPES[character]!) : text;
}

const NEEDS_ESCAPE = /[\\\t\n\r]/;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function elementOf(cell: Cell): string {
  if (cell === null) return 'NULL';
  if (typeof cell === 'string') return `"${escaped(cell)}"`;
  return Array.isArray(cell) ? `"${escaped(arrayLiteral(cell as readonly string[]))}"` : String(cell as number | boolean);
}

/** A cell of a row: nothing at all is null, and an empty text stands in quotes. */
function memberOf(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return NEEDS_QUOTES.test(cell) ? `"${escaped(cell)}"` : cell;
  return Array.isArray(cell) ? memberOf(arrayLiteral(cell as readonly string[])) : String(cell as number | boolean);
}

const NEEDS_QUOTES = /^$|[(),"\\\s]/;

function escaped(text: string): string {
  return /["\\]/.test(text) ? text.replace(/["\\]/g, '\\$&') : text;
}
