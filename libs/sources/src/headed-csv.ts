import { csvRows } from './csv-rows.js';
import { faultAt, fileText } from './file-text.js';
import { headerOf } from './header.js';
import { emptyFile, type InputFile } from './input-file.js';
import { readingOf, type OpenedFile, type ReadRow, type RowReading } from './source.js';

/** Reads one row: its cells, as many as the header has, and its number. @throws RowFault */
export type RowReader = (cells: readonly string[], row: number) => RowReading;

/** How a CSV file with a header is written, and how its rows are read. */
export interface HeadedCsv {
  /** As WHATWG and iconv name it; without one, UTF-8, or UTF-16 when a byte order mark says so. */
  readonly encoding?: string;
  /** The character between cells; a format that takes several chooses by the header. */
  readonly delimiter: string | readonly string[];
  /** Column names from the first line; a format that goes by position checks them in its own way. @throws Error */
  readonly headerOf?: (cells: readonly string[]) => readonly string[];
  /** @throws Error that names the column which the file has not */
  readerFor(header: readonly string[]): RowReader;
}

/** How a source opens a CSV file whose first line names the columns; row 1 is the first below it. */
export function headedCsv(layout: HeadedCsv): (input: InputFile) => Promise<OpenedFile> {
  return async (input) => ({ rows: (done, onBytes) => readRows(input, layout, done, onBytes) });
}

async function* readRows(input: InputFile, layout: HeadedCsv, done: number, onBytes: (bytes: number) => void): AsyncGenerator<ReadRow> {
  let header: readonly string[] | undefined;
  let read: RowReader | undefined;
  let last = 0;
  try {
    for await (const { row, cells } of csvRows(fileText(input, layout.encoding, onBytes), layout.delimiter)) {
      if (!header || !read) {
        header = (layout.headerOf ?? headerOf)(cells);
        read = layout.readerFor(header);
        continue;
      }
      last = row;
      if (row > done) yield { row, reading: cellsRead(read, header, cells, row) };
    }
  } catch (error) {
    throw faultAt(header ? `row ${last + 1}` : 'the header', error as Error);
  }
  if (!header) throw emptyFile(input);
}

function cellsRead(read: RowReader, header: readonly string[], cells: readonly string[], row: number): RowReading {
  if (cells.length !== header.length) {
    return { refused: 'ragged-row', detail: `The row has ${cells.length} cells and the header ${header.length}. Look for a missing or an extra delimiter, or for one inside a cell without quotes.` };
  }
  if (header.every((name, i) => cells[i]!.trim() === name)) return { skipped: 'It repeats the header.' };
  return readingOf(() => read(cells, row));
}
