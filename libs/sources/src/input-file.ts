import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { FileFault } from './file-fault.js';

/** A file to import: how long it is, and the SHA-256 of its bytes, hexadecimal. */
export interface InputFile {
  readonly path: string;
  readonly bytes: number;
  readonly hash: string;
}

/**
 * Reads the whole file once, in pieces: its hash is in every attempt's provenance, so it is needed before the first row.
 * @throws FileFault that says what is wrong: missing, a folder, packed, not readable
 */
export async function inputFile(path: string): Promise<InputFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    if (!(await stat(path)).isFile()) throw new FileFault(`${path} is not a file. Name the exported file itself, not its folder.`);
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      if (bytes === 0) refuseArchive(path, chunk);
      hash.update(chunk);
      bytes += chunk.length;
    }
  } catch (error) {
    throw explained(path, error as NodeJS.ErrnoException);
  }
  return { path, bytes, hash: hash.digest('hex') };
}

/** What is wrong with a file that has not even what every file of its format begins with. */
export const emptyFile = ({ path }: InputFile): FileFault => new FileFault(`${path} is empty: there is not even a header. Export it again.`);

/** Unpacking is left to the user: what is inside may be any number of files, of any size. */
function refuseArchive(path: string, start: Buffer): void {
  const isGzip = start[0] === 0x1f && start[1] === 0x8b;
  const isZip = start[0] === 0x50 && start[1] === 0x4b && start[2] === 0x03 && start[3] === 0x04;
  if (isGzip) throw new FileFault(`${path} is packed with gzip. Unpack it and import the file inside.`);
  if (isZip) throw new FileFault(`${path} is a ZIP archive or a spreadsheet (.xlsx). Unpack it, or save it as CSV, and import that.`);
}

function explained(path: string, error: NodeJS.ErrnoException): Error {
  if (error.code === 'ENOENT') return new FileFault(`There is no file ${path}.`, { cause: error });
  if (error.code === 'EACCES') return new FileFault(`${path} may not be read by this user.`, { cause: error });
  if (error.code) return new FileFault(`${path} cannot be read (${error.code}).`, { cause: error });
  return error;
}
