import { createReadStream } from 'node:fs';
import { csvRows } from './csv-rows.js';
import { FileFault } from './file-fault.js';
import { headerOf } from './header.js';
import type { InputFile } from './input-file.js';
import { RowFault, type RowReader, type RowReading, type Source } from './source.js';
import { UnreadableByte, utf8Bytes } from './utf8-bytes.js';

/** A row and what it says. */
export interface ReadRow {
  readonly row: number;
  readonly reading: RowReading;
}

/**
 * Reads a file's rows one after the other, in constant memory. Rows up to `done` were imported before: they are counted
 * and not read again. `onBytes` is told how far into the file this is.
 * @throws FileFault that names the row or byte at fault; what came before it was handed on
 */
export async function* readRows(input: InputFile, source: Source, done: number, onBytes: (bytes: number) => void): AsyncGenerator<ReadRow> {
  let header: string[] | undefined;
  let read: RowReader | undefined;
  let last = 0;
  try {
    for await (const { row, cells } of csvRows(utf8Bytes(bytesOf(input, onBytes), source.encoding), source.delimiter)) {
      if (!header || !read) {
        header = headerOf(cells);
        read = source.readerFor(header);
        continue;
      }
      last = row;
      if (row > done) yield { row, reading: readingOf(read, header, cells, row) };
    }
  } catch (error) {
    const place = header ? `row ${last + 1}` : 'the header';
    const sentence = error instanceof UnreadableByte ? unreadable(error, place) : (error as Error).message;
    throw new FileFault(sentence, { cause: error });
  }
  if (last === 0) throw new FileFault(`${input.path} has a header and no rows. Nothing was imported.`);
}

async function* bytesOf({ path, bytes }: InputFile, onBytes: (bytes: number) => void): AsyncGenerator<Buffer> {
  let offset = 0;
  // A file that grows meanwhile is read as far as it was hashed.
  for await (const chunk of createReadStream(path, { end: bytes - 1 }) as AsyncIterable<Buffer>) {
    offset += chunk.length;
    yield chunk;
    onBytes(offset);
  }
}

function readingOf(read: RowReader, header: readonly string[], cells: readonly string[], row: number): RowReading {
  if (cells.length !== header.length) {
    return { refused: 'ragged-row', detail: `The row has ${cells.length} cells and the header ${header.length}. Look for a missing or an extra delimiter, or for one inside a cell without quotes.` };
  }
  if (header.every((name, i) => cells[i]!.trim() === name)) return { skipped: 'It repeats the header.' };
  try {
    return read(cells, row);
  } catch (error) {
    if (error instanceof RowFault) return { refused: error.code, detail: error.message };
    throw error;
  }
}

function unreadable({ at, encoding }: UnreadableByte, place: string): string {
  const advice = encoding === 'utf-8' ? 'If the file comes from an older Windows program, say "encoding": "windows-1252" in the mapping; otherwise save it as UTF-8.' : 'Save the file as UTF-8 and import that.';
  return `In ${place}: byte ${at} of the file is not ${encoding.toUpperCase()}. ${advice}`;
}
