import { CsvError, parse, type Parser } from 'csv-parse';
import { LONGEST_ROW_BYTES, tooLong } from './longest-row.js';

/** One row of a CSV file, header first; the header is row 0. */
export interface CsvRow {
  readonly row: number;
  readonly cells: readonly string[];
}

/**
 * The rows of a CSV text (RFC 4180; any line ends, even mixed; blank lines are passed over), in constant memory: a piece
 * is parsed only when the rows of the last were taken. Rows before a fault are handed on first.
 * @throws Error that names the row at fault
 */
export async function* csvRows(text: AsyncIterable<Buffer>, delimiter: string | readonly string[]): AsyncGenerator<CsvRow> {
  let rows: CsvRow[] = [];
  let next = 0;
  let sinceRow = 0;
  let parser: Parser | undefined;
  for await (const piece of text) {
    parser ??= newParser(delimiterOf(piece, delimiter), (cells) => {
      sinceRow = 0;
      rows.push({ row: next++, cells });
    });
    sinceRow += piece.length;
    const fault = await given(parser, piece);
    yield* rows;
    rows = [];
    if (fault) throw sentence(fault, next);
    if (sinceRow > LONGEST_ROW_BYTES) {
      const row = next; // Ending the parser counts what it holds as a row.
      const fault = await ended(parser);
      throw fault ? sentence(fault, row) : tooLong(place(row), 'CSV');
    }
  }
  const fault = parser && (await ended(parser));
  yield* rows;
  if (fault) throw sentence(fault, next);
}

/** Rows are taken by `on_record`, at once: a stream that meets a fault drops the rows it still holds. */
function newParser(delimiter: string, take: (cells: string[]) => void): Parser {
  const parser = parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
    on_record: (cells: string[]) => {
      take(cells);
      return null;
    },
  });
  parser.on('error', () => undefined); // Every fault is also given to the call that met it.
  return parser.resume();
}

/** Of several that a format allows, the one that the first line has most of. */
function delimiterOf(piece: Buffer, allowed: string | readonly string[]): string {
  if (typeof allowed === 'string') return allowed;
  const line = /^[^\r\n]*/.exec(piece.toString('utf8', 0, 65_536))![0];
  const count = (delimiter: string) => line.split(delimiter).length;
  return [...allowed].sort((a, b) => count(b) - count(a))[0]!;
}

function given(parser: Parser, piece: Buffer): Promise<Error | undefined> {
  return new Promise((resolve) => parser.write(piece, (error) => resolve(error ?? undefined)));
}

function ended(parser: Parser): Promise<Error | undefined> {
  return new Promise((resolve) => {
    parser.once('error', resolve);
    parser.end(() => resolve(undefined));
  });
}

const place = (row: number) => (row === 0 ? 'the header' : `row ${row}`);

function sentence(fault: Error, row: number): Error {
  switch (fault instanceof CsvError ? fault.code : undefined) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return new Error(`In ${place(row)}: a quote (") is opened and not closed. Close it, or double it ("") where it is part of the text.`, { cause: fault });
    case 'CSV_INVALID_CLOSING_QUOTE':
    case 'INVALID_OPENING_QUOTE':
      return new Error(`In ${place(row)}: a quote (") stands in the middle of a cell. Put the whole cell in quotes and double the quote inside ("").`, { cause: fault });
    default:
      return new Error(`In ${place(row)}: ${fault.message}`, { cause: fault });
  }
}
