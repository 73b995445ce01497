/** In bytes: what 16 bits can say. */
export const LONGEST_LEAF = 0xffff;

/** Leaves as C2SP's entry bundles hold them: each with its length before it, 16 bits, big-endian. */
export function entriesOf(leaves: readonly string[]): Buffer {
  const parts: Buffer[] = [];
  for (const leaf of leaves) {
    const bytes = Buffer.from(leaf);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(bytes.length);
    parts.push(length, bytes);
  }
  return Buffer.concat(parts);
}

/** The leaves of a bundle. @throws Error when its lengths do not fit */
export function leavesIn(entries: Buffer): string[] {
  const leaves: string[] = [];
  for (let at = 0; at < entries.length; ) {
    const end = at + 2 > entries.length ? Infinity : at + 2 + entries.readUInt16BE(at);
    if (end > entries.length) throw new Error('An entry bundle ends within an entry.');
    leaves.push(entries.toString('utf8', at + 2, end));
    at = end;
  }
  return leaves;
}

/** The first so many entries of a bundle. @throws Error when its lengths do not fit */
export function firstEntries(entries: Buffer, width: number): Buffer {
  let at = 0;
  for (let i = 0; i < width; i++) at += at + 2 > entries.length ? Infinity : 2 + entries.readUInt16BE(at);
  if (at > entries.length) throw new Error('An entry bundle ends within an entry.');
  return entries.subarray(0, at);
}
