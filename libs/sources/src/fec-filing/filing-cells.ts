/** It parts the cells from format 6 on. */
const FILE_SEPARATOR = '\u001c';

/**
 * The cells of a line, trimmed: software of fixed widths fills them up with blanks. Before format 6 commas part them, and
 * quotes hold those that have commas. A quote counts only where a cell begins and ends; one that is never closed on its
 * line means nothing.
 */
export function filingCells(line: string): string[] {
  const cells = line.includes(FILE_SEPARATOR) ? line.split(FILE_SEPARATOR) : commaCells(line);
  return cells.map((cell) => withoutQuotes(cell.trim()));
}

function commaCells(line: string): string[] {
  const cells: string[] = [];
  let mayClose = true;
  for (let at = 0; ; ) {
    const closed = mayClose && line[at] === '"' ? closingQuote(line, at) : -1;
    // After a quote that nothing closes, none has a comma before the one that closes it: the line is gone through once, not once for each.
    if (closed < 0 && line[at] === '"') mayClose = false;
    const end = line.indexOf(',', Math.max(at, closed));
    cells.push(end < 0 ? line.slice(at) : line.slice(at, end));
    if (end < 0) return cells;
    at = end + 1;
  }
}

/** Where the quote is that closes a cell: before a comma or the end of the line, and not half of a doubled one; -1 when there is none. */
function closingQuote(line: string, opening: number): number {
  for (let quote = line.indexOf('"', opening + 1); quote >= 0; quote = line.indexOf('"', quote + 1)) {
    if (line[quote + 1] === '"') quote++;
    else if (quote + 1 === line.length || line[quote + 1] === ',') return quote;
  }
  return -1;
}

/** A quote that closes before the end of a cell is a part of its words: `"Bud" Quillfeather`. */
function withoutQuotes(cell: string): string {
  const closes = cell.length > 1 && cell.endsWith('"');
  if (!cell.startsWith('"') || (!closes && cell.includes('"', 1))) return cell;
  return (closes ? cell.slice(1, -1) : cell.slice(1)).replaceAll('""', '"').trim();
}
