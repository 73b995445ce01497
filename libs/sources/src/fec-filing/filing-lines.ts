import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { faultAt, fileText } from '../file-text.js';
import type { InputFile } from '../input-file.js';
import { textLines, type TextLine } from '../text-lines.js';

/**
 * The lines of a filing one after the other, in constant memory. A line is a row, whatever quotes it holds. Filing
 * software wrote Windows-1252 for years, so a line that is not UTF-8 is that.
 * @throws FileFault where a line has no end
 */
export async function* filingLines(input: InputFile, onBytes: (bytes: number) => void): AsyncGenerator<TextLine> {
  let last = 0;
  try {
    for await (const { line, text } of textLines(fileText(input, 'iso-8859-1', onBytes))) {
      last = line;
      yield { line, text: decoded(text) };
    }
  } catch (error) {
    throw faultAt(`line ${last + 1}`, error as Error);
  }
}

/** One character stands for each byte, except in a file whose byte order mark said what it is. */
function decoded(text: string): string {
  if (!BEYOND_ASCII.test(text) || BEYOND_BYTES.test(text)) return text;
  const bytes = Buffer.from(text, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : iconv.decode(bytes, 'windows-1252');
}

const BEYOND_ASCII = /[\u0080-\uffff]/;
const BEYOND_BYTES = /[\u0100-\uffff]/;
