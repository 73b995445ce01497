import { createReadStream } from 'node:fs';
import { FileFault } from './file-fault.js';
import type { InputFile } from './input-file.js';
import { UnreadableByte, utf8Bytes } from './utf8-bytes.js';

/** A file's text as UTF-8, in pieces; `onBytes` is told how far into the file this is. @throws UnreadableByte */
export function fileText(input: InputFile, encoding: string | undefined, onBytes: (bytes: number) => void): AsyncGenerator<Buffer> {
  return utf8Bytes(bytesOf(input, onBytes), encoding);
}

async function* bytesOf({ path, bytes }: InputFile, onBytes: (bytes: number) => void): AsyncGenerator<Buffer> {
  if (bytes === 0) return;
  let offset = 0;
  // A file that grows meanwhile is read as far as it was hashed.
  for await (const chunk of createReadStream(path, { end: bytes - 1 }) as AsyncIterable<Buffer>) {
    offset += chunk.length;
    yield chunk;
    onBytes(offset);
  }
}

/** What stopped the reading at a place, such as `row 3`, as a fault of the file. */
export function faultAt(place: string, error: Error): FileFault {
  if (error instanceof FileFault) return error;
  return new FileFault(error instanceof UnreadableByte ? unreadable(error, place) : error.message, { cause: error });
}

function unreadable({ at, encoding }: UnreadableByte, place: string): string {
  const advice = encoding === 'utf-8' ? 'If the file comes from an older Windows program, say "encoding": "windows-1252" in the mapping; otherwise save it as UTF-8.' : 'Save the file as UTF-8 and import that.';
  return `In ${place}: byte ${at} of the file is not ${encoding.toUpperCase()}. ${advice}`;
}
