import { textOf } from './canonical.js';
import type { Findings } from './findings.js';
import { LONGEST_NOTE } from './note.js';
import { Lines } from './read-file.js';
import { Refused } from './refused.js';
import { demandOrigin, readCheckpoint, type Held } from './signed-tree.js';

export const CHECKPOINTS = 'checkpoints.jsonl';

/** The published checkpoints, read as far as they are wanted: there may be more than fit into memory. */
export class CheckpointFile {
  private readonly lines: Lines | undefined;
  private next: Held | undefined;
  /** The size of the last that was read; -1 before the first. */
  last = -1;
  count = 0;

  constructor(directory: string, private readonly origin: string, private readonly size: number, private readonly findings: Findings) {
    this.lines = findings.attempt('checkpoints', CHECKPOINTS, () => new Lines(directory, CHECKPOINTS, LONGEST_NOTE));
    this.next = this.read();
  }

  /** The next ones, up to this size. */
  upTo(size: number): Held[] {
    const held: Held[] = [];
    for (; this.next && this.next.size <= size; this.next = this.read()) held.push(this.next);
    return held;
  }

  close(): void {
    this.lines?.close();
  }

  private read(): Held | undefined {
    for (let line: Buffer | undefined; (line = this.findings.attempt('checkpoints', CHECKPOINTS, () => this.lines?.next())); ) {
      try {
        const held = demandOrigin(readCheckpoint(noteIn(line), 'checkpoints', `${CHECKPOINTS}, line ${this.lines!.count}`), this.origin);
        if (held.size <= this.last) throw new Refused(`Its size, ${held.size}, does not come after ${this.last}.`);
        if (held.size > this.size) throw new Refused(`Its size, ${held.size}, is beyond that of the bundle.`);
        this.last = held.size;
        this.count += 1;
        return held;
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        this.findings.addAt('checkpoints', 'line', this.lines!.count, CHECKPOINTS, error.message);
      }
    }
    return undefined;
  }
}

/** The note in a line that is a JSON string. @throws Refused */
function noteIn(line: Uint8Array): string {
  let note: unknown;
  try {
    note = JSON.parse(textOf(line));
  } catch {
    note = undefined;
  }
  if (typeof note !== 'string') throw new Refused('It is not a JSON string.');
  return note;
}
