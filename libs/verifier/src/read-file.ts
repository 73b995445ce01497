import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { Refused } from './refused.js';

/** Neither follows a link nor waits for the other end of a pipe; where a system lacks these, the look at the names has to do. */
const HOW = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const CHUNK = 256 * 1024;
const LF = 10;

/** An open file of the bundle; whoever opens it closes it. @throws Refused when it is missing or no regular file */
function open(directory: string, name: string): { readonly file: number; readonly length: number } {
  let file: number;
  try {
    file = openSync(`${directory}/${name}`, HOW);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Refused(code === 'ENOENT' || code === 'ENOTDIR' ? 'It is missing.' : code === 'ELOOP' ? 'It is a link.' : `It cannot be opened (${code}).`);
  }
  const stat = fstatSync(file);
  if (stat.isFile()) return { file, length: stat.size };
  closeSync(file);
  throw new Refused('It is not a regular file.');
}

/** Fills as much of the buffer from `from` on as the file has. */
function fill(file: number, buffer: Buffer, from: number, to = buffer.length): number {
  let end = from;
  for (let read = 1; read > 0 && end < to; end += read) read = readSync(file, buffer, end, to - end, null);
  return end;
}

/** Reads whole files up to a length, one after the other, into the same memory. */
export class FileReader {
  private buffer = Buffer.alloc(0);

  constructor(private readonly directory: string, private readonly longest: number) {}

  /** The bytes of a file, until the next one is read. @throws Refused */
  read(name: string): Buffer {
    const { file, length } = open(this.directory, name);
    try {
      if (length > this.longest) throw new Refused(`It has ${length} bytes; at most ${this.longest} are read.`);
      if (length > this.buffer.length) this.buffer = Buffer.allocUnsafeSlow(Math.min(this.longest, length * 2));
      return this.buffer.subarray(0, fill(file, this.buffer, 0, length));
    } finally {
      closeSync(file);
    }
  }

  /** A tile of so many hashes of 32 bytes. @throws Refused */
  readHashes(name: string, count: number): Buffer {
    const bytes = this.read(name);
    if (bytes.length !== 32 * count) throw new Refused(`It has ${bytes.length} bytes, not ${32 * count}.`);
    return bytes;
  }
}

/** The hash of a file of any length, hexadecimal. @throws Refused */
export function hashOfFile(directory: string, name: string): string {
  const { file } = open(directory, name);
  try {
    const hash = createHash('sha256');
    const buffer = Buffer.allocUnsafe(CHUNK);
    for (let end = 1; end > 0; ) {
      end = fill(file, buffer, 0);
      hash.update(buffer.subarray(0, end));
    }
    return hash.digest('hex');
  } finally {
    closeSync(file);
  }
}

/** The lines of a file, one at a time, in memory for the longest of them. */
export class Lines {
  private readonly file: number;
  private buffer = Buffer.allocUnsafeSlow(CHUNK);
  private filled = this.buffer.subarray(0, 0);
  private start = 0;
  /** How many lines were given. */
  count = 0;

  /** @throws Refused when it cannot be opened */
  constructor(directory: string, name: string, private readonly longest: number) {
    this.file = open(directory, name).file;
  }

  /** The next line without its LF, until the one after it is read; nothing at the end. @throws Refused */
  next(): Buffer | undefined {
    for (let from = this.start; ; ) {
      const end = this.filled.indexOf(LF, from);
      if (end >= 0) {
        const line = this.filled.subarray(this.start, end);
        this.start = end + 1;
        this.count += 1;
        if (line.length > this.longest) throw this.tooLong();
        return line;
      }
      const rest = this.filled.length - this.start;
      if (rest > this.longest) throw this.tooLong();
      if (!this.more(rest)) {
        if (rest > 0) throw new Refused(`Line ${this.count + 1} does not end with LF.`);
        return undefined;
      }
      from = rest;
    }
  }

  /** Passes over lines; false when there are not so many, or one is refused. */
  skip(lines: number): boolean {
    try {
      for (let n = 0; n < lines; n++) if (!this.next()) return false;
      return true;
    } catch (error) {
      if (error instanceof Refused) return false;
      throw error;
    }
  }

  close(): void {
    closeSync(this.file);
  }

  /** Moves what is left to the front and reads on; false at the end of the file. */
  private more(rest: number): boolean {
    const before = this.buffer;
    if (rest * 2 > before.length) this.buffer = Buffer.allocUnsafeSlow(before.length * 2);
    before.copy(this.buffer, 0, this.start, this.start + rest);
    this.start = 0;
    const end = fill(this.file, this.buffer, rest);
    this.filled = this.buffer.subarray(0, end);
    return end > rest;
  }

  private tooLong(): Refused {
    return new Refused(`Line ${this.count + 1} is longer than ${this.longest} bytes.`);
  }
}
