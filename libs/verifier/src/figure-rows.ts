import { parseCanonical, textOf } from './canonical.js';
import { Lines } from './read-file.js';
import { Refused } from './refused.js';

const LONGEST_ROW = 16 * 1024 * 1024;

/** Counts the rows of a figure. @throws Refused when one is no canonical object, or stands before a lesser one */
export function countRows(directory: string, name: string): number {
  const lines = new Lines(directory, name, LONGEST_ROW);
  try {
    let before = Buffer.alloc(0);
    for (let line: Buffer | undefined; (line = lines.next()); ) {
      if (Buffer.compare(line, before) < 0) throw new Refused(`Line ${lines.count} sorts before the one above it.`);
      before = Buffer.from(line);
      if (line[0] !== '{'.charCodeAt(0)) throw new Refused(`Line ${lines.count} is not an object.`);
      try {
        parseCanonical(textOf(line));
      } catch (error) {
        throw error instanceof Refused ? new Refused(`Line ${lines.count}: ${error.message}`) : error;
      }
    }
    return lines.count;
  } finally {
    lines.close();
  }
}
