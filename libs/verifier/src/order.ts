/** What the order of two neighbours is judged by. */
export interface Edge {
  readonly index: number;
  readonly position: string;
  readonly recordedAt: string;
}

/** What is wrong with the second, if it follows the first. */
export function orderFault(before: Edge, next: Edge): string | undefined {
  if (next.position <= before.position) return `Its position does not come after that of event ${before.index}.`;
  if (isEarlier(next.recordedAt, before.recordedAt)) return `It was recorded before event ${before.index}.`;
  return undefined;
}

/** Instants of one length sort as text; others once their fractions have nine digits. */
const isEarlier = (a: string, b: string) => (a.length === b.length ? a < b : nanoseconds(a) < nanoseconds(b));
const nanoseconds = (instant: string) => `${instant.slice(0, 19)}.${instant.slice(20, -1).padEnd(9, '0')}`;
