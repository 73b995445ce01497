import { LONGEST_ROW_BYTES, tooLong } from './longest-row.js';

/** One line of a text, without its end. */
export interface TextLine {
  /** The first is 1; blank lines count. */
  readonly line: number;
  readonly text: string;
}

/**
 * The lines of a text in which nothing is quoted, in constant memory; any line ends, even mixed.
 * @throws Error when one is longer than 1 MB; the lines before it were handed on
 */
export async function* textLines(text: AsyncIterable<Buffer>): AsyncGenerator<TextLine> {
  let line = 0;
  let rest = '';
  for await (const piece of text) {
    const lines = (rest + piece.toString()).split(LINE_END);
    rest = lines.pop()!;
    // What looks like a bare CR may be the half of a CRLF.
    if (rest === '' && lines.length > 0 && piece.at(-1) === CR) rest = `${lines.pop()!}\r`;
    for (const text of lines) yield { line: ++line, text };
    if (rest.length > LONGEST_ROW_BYTES) throw tooLong(`line ${line + 1}`, 'a text of lines');
  }
  if (rest !== '') yield { line: line + 1, text: rest.endsWith('\r') ? rest.slice(0, -1) : rest };
}

const LINE_END = /\r\n|\n|\r/;
const CR = 0x0d;
