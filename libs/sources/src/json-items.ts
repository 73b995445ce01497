import { FileFault } from './file-fault.js';
import { faultAt, fileText } from './file-text.js';
import type { InputFile } from './input-file.js';
import { readingOf, type OpenedFile, type ReadRow, type RowReading } from './source.js';
import { textLines } from './text-lines.js';

/** An object of a file, its members not looked at. */
export type JsonItem = Readonly<Record<string, unknown>>;

/** How the objects of a JSON file are read. */
export interface JsonItems {
  /** What a page holds; undefined when the object is an item itself. */
  readonly itemsOfPage: (page: JsonItem) => readonly unknown[] | undefined;
  /** @throws RowFault */
  readonly read: (item: JsonItem) => RowReading;
}

/** A file that is one JSON value is parsed whole, up to this; a file of lines may be of any size. */
const LARGEST_PAGE_BYTES = 50 * 1024 * 1024;

/** What a page lists, which some write as the thing itself where it is one; undefined where it is neither. */
export const listed = (value: unknown): readonly unknown[] | undefined => (Array.isArray(value) ? value : isItem(value) ? [value] : undefined);

/** Pages or objects: one alone, a list of them, or a line for each. Every object is a row, and so is a line that is blank. */
export function jsonItems({ itemsOfPage, read }: JsonItems): (input: InputFile) => Promise<OpenedFile> {
  return async (input) => {
    const whole = input.bytes <= LARGEST_PAGE_BYTES ? await wholeValue(input) : undefined;
    const items = whole === undefined ? undefined : itemsOf(whole, itemsOfPage);
    if (items === undefined) await requireLines(input);
    return {
      rows: (done, onBytes) => (items === undefined ? lineRows(input, { itemsOfPage, read }, done, onBytes) : itemRows(input, items, read, done, onBytes)),
    };
  };
}

/** Undefined when the file is not one JSON value. @throws FileFault */
async function wholeValue(input: InputFile): Promise<unknown> {
  const pieces: Buffer[] = [];
  try {
    for await (const piece of fileText(input, undefined, () => undefined)) pieces.push(piece);
  } catch (error) {
    throw faultAt('the file', error as Error);
  }
  return parsed(Buffer.concat(pieces).toString());
}

function itemsOf(whole: unknown, itemsOfPage: JsonItems['itemsOfPage']): readonly unknown[] {
  return (Array.isArray(whole) ? whole : [whole]).flatMap((each) => itemsIn(each, itemsOfPage));
}

const itemsIn = (each: unknown, itemsOfPage: JsonItems['itemsOfPage']): readonly unknown[] => (isItem(each) && itemsOfPage(each)) || [each];

async function requireLines(input: InputFile): Promise<void> {
  try {
    for await (const { text } of textLines(fileText(input, undefined, () => undefined))) {
      if (text.trim() === '') continue;
      if (isItem(parsed(text))) return;
      break;
    }
  } catch {
    // A first line that is too long is no line of JSON either.
  }
  const advice = input.bytes > LARGEST_PAGE_BYTES ? 'A page may have 50 MB. Write a larger one as JSON lines, an object a line, or export it as CSV.' : 'Export the file again; it may be cut short.';
  throw new FileFault(`${input.path} is neither JSON nor JSON lines. Nothing was imported. ${advice}`);
}

async function* itemRows(input: InputFile, items: readonly unknown[], read: JsonItems['read'], done: number, onBytes: (bytes: number) => void): AsyncGenerator<ReadRow> {
  for (const [i, item] of items.entries()) if (i >= done) yield { row: i + 1, reading: itemRead(item, read) };
  onBytes(input.bytes);
}

async function* lineRows(input: InputFile, { itemsOfPage, read }: JsonItems, done: number, onBytes: (bytes: number) => void): AsyncGenerator<ReadRow> {
  let row = 0;
  try {
    for await (const { text } of textLines(fileText(input, undefined, onBytes))) {
      const isBlank = text.trim() === '';
      for (const item of isBlank ? [undefined] : itemsIn(parsed(text), itemsOfPage)) {
        row++;
        if (row > done) yield { row, reading: isBlank ? { skipped: 'It is blank.' } : itemRead(item, read) };
      }
    }
  } catch (error) {
    throw faultAt(`row ${row + 1}`, error as Error);
  }
}

function itemRead(item: unknown, read: JsonItems['read']): RowReading {
  return isItem(item) ? readingOf(() => read(item)) : { refused: 'bad-json', detail: 'The row is not a JSON object. Export it again.' };
}

export const isItem = (value: unknown): value is JsonItem => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Undefined for what is not JSON: its own words would quote the text. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}
