import { faultAt, fileText } from '../file-text.js';
import type { InputFile } from '../input-file.js';
import { readingOf, type OpenedFile, type ReadRow, type RowReading } from '../source.js';
import { textLines } from '../text-lines.js';

/** How the FEC's bulk files are opened: a row a line, a pipe between cells, nothing quoted and no header. */
export function pipedFile(input: InputFile, encoding: string | undefined, read: (cells: readonly string[]) => RowReading): OpenedFile {
  return { rows: (done, onBytes) => pipedRows(input, encoding, read, done, onBytes) };
}

async function* pipedRows(input: InputFile, encoding: string | undefined, read: (cells: readonly string[]) => RowReading, done: number, onBytes: (bytes: number) => void): AsyncGenerator<ReadRow> {
  let last = 0;
  try {
    for await (const { line, text } of textLines(fileText(input, encoding, onBytes))) {
      last = line;
      if (line > done) yield { row: line, reading: text.trim() === '' ? { skipped: 'It is blank.' } : readingOf(() => read(text.split('|'))) };
    }
  } catch (error) {
    throw faultAt(`row ${last + 1}`, error as Error);
  }
}
