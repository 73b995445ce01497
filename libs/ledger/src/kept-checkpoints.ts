import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceDurably } from '@fieldledger/key-file';
import { parseCheckpoint, type Head } from './checkpoint.js';

/**
 * The last checkpoint that was signed of each organization, in a file of its own outside of the database: one that was put back
 * from a backup does not know what was signed after that.
 */
export class KeptCheckpoints {
  constructor(private readonly directory: string) {}

  pathOf(organization: string): string {
    return join(this.directory, organization);
  }

  /** Undefined where none is kept. @throws Error where the file cannot be read, or is no checkpoint */
  async last(organization: string): Promise<Head | undefined> {
    const path = this.pathOf(organization);
    try {
      return parseCheckpoint(await readFile(path, 'utf8'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw new Error(`The last checkpoint that was signed cannot be read from ${path}: ${(error as Error).message} Nothing is signed without it.`, { cause: error });
    }
  }

  /** On the disk before it returns; what was kept before is replaced as a whole. */
  async keep(organization: string, checkpoint: string): Promise<void> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    await replaceDurably(this.pathOf(organization), checkpoint);
  }
}
