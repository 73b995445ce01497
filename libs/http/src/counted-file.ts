import type { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';

/** What is sent as it is read, and how much of it there is: the record of reading is written before the first byte. */
export class CountedFile extends StreamableFile {
  /** @param amount bytes; of a file that is events, these */
  constructor(
    file: Readable,
    readonly amount: number,
  ) {
    super(file);
  }
}
