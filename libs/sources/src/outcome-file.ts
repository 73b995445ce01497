import { open, realpath, type FileHandle } from 'node:fs/promises';
import { OUTCOME_HEADER, outcomeLine, type RowOutcome } from './row-outcome.js';

/** The CSV file that says what became of each row, in row order; grown batch by batch. */
export class OutcomeFile {
  private constructor(
    private readonly handle: FileHandle,
    private length: number,
  ) {}

  /**
   * Goes on after `keep` bytes of a file that an earlier run left, or begins anew.
   * @throws Error when the place cannot be written, or another file is there
   */
  static async open(path: string, input: string, keep: number | undefined): Promise<OutcomeFile> {
    await refuseOtherFile(path, input);
    const handle = await open(path, keep === undefined ? 'w' : 'r+').catch((error: NodeJS.ErrnoException) => {
      throw new Error(`The outcome file ${path} cannot be written (${error.code}). Name another place by --outcomes.`, { cause: error });
    });
    const file = new OutcomeFile(handle, keep ?? 0);
    if (keep === undefined) await file.write(OUTCOME_HEADER);
    else await handle.truncate(keep);
    return file;
  }

  /** How long the file is: what a later run may keep. */
  get bytes(): number {
    return this.length;
  }

  async append(outcomes: readonly RowOutcome[]): Promise<void> {
    await this.write(outcomes.map(outcomeLine).join(''));
  }

  close(): Promise<void> {
    return this.handle.close();
  }

  private async write(text: string): Promise<void> {
    const bytes = Buffer.from(text);
    await this.handle.write(bytes, 0, bytes.length, this.length);
    this.length += bytes.length;
  }
}

/** A slip of the keyboard must not cost anyone the file they import, nor another. */
async function refuseOtherFile(path: string, input: string): Promise<void> {
  const there = await realpath(path).catch(() => undefined);
  if (there === undefined) return;
  if (there === (await realpath(input))) throw new Error('The outcome file would overwrite the file to import. Name another place by --outcomes.');
  const handle = await open(path, 'r').catch(() => undefined);
  if (!handle) return;
  try {
    const start = Buffer.alloc(OUTCOME_HEADER.length);
    const { bytesRead } = await handle.read(start, 0, start.length, 0).catch(() => ({ bytesRead: -1 }));
    if (bytesRead !== 0 && !start.equals(Buffer.from(OUTCOME_HEADER))) throw new Error(`${path} is there and is not an outcome file. Name another place by --outcomes.`);
  } finally {
    await handle.close();
  }
}
