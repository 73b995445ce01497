/** Payloads in a file of a bundle (`FORMAT.md`). */
export const EVENTS_IN_FILE = 65_536;

/** The file that begins with the payload of this event. */
export const payloadFile = (first: number): string => `events/${String(first).padStart(12, '0')}.jsonl`;

/** The first events of each file, in a ledger of this size. */
export function* firstEventsOf(size: number): Generator<number> {
  for (let first = 0; first < size; first += EVENTS_IN_FILE) yield first;
}
