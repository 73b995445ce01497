import { BEGINNING, canonical, type EventLog, type Position, type RecordedEvent } from '@fieldledger/kernel';
import { leafOf, positionIn, type Ledger } from '@fieldledger/ledger';

export interface PayloadSources {
  readonly ledger: Pick<Ledger, 'leaves' | 'positionOf'>;
  readonly log: Pick<EventLog, 'read'>;
}

const PAGE = 1_000;

/**
 * The payloads of events from one index to before another, a line each, each row of the log held against the leaf that
 * was made of it. A row that is not what was signed is not passed over in silence, whatever of it was changed: its line is
 * one that no leaf has the hash of, so that every verifier names the event, and it says what the log has now.
 */
export async function* payloadLines(sources: PayloadSources, organization: string, first: number, end: number): AsyncGenerator<string> {
  const before = first === 0 ? BEGINNING : await sources.ledger.positionOf(organization, first - 1);
  if (before === undefined) return;
  const rows = new Rows(sources.log, organization, before);
  for (let index = first; index < end; ) {
    const leaves = await sources.ledger.leaves(organization, index, end);
    if (leaves.length === 0) return;
    const lines: string[] = [];
    for (const leaf of leaves) lines.push(...(await linesFor(leaf, index++, rows)));
    yield lines.map((line) => `${line}\n`).join('');
  }
}

/** One line, and one more for each row before it of which no leaf was made. */
async function linesFor(leaf: string, index: number, rows: Rows): Promise<string[]> {
  const lines: string[] = [];
  for (let row = await rows.peek(); row; row = await rows.peek()) {
    const isAsSigned = isSigned(row, index, leaf);
    const position = isAsSigned ? row.position : placeOf(leaf);
    if (position !== undefined && row.position > position) break;
    rows.skip();
    lines.push(isAsSigned || position === undefined ? row.payload : changed(row.position, row.payload));
    if (position === undefined || row.position === position) return lines;
  }
  return [...lines, changed(placeOf(leaf), null)];
}

function isSigned(row: RecordedEvent, index: number, leaf: string): boolean {
  try {
    return leafOf(row, index) === leaf;
  } catch {
    // What it cannot be made of, it was not made of.
    return false;
  }
}

/** Undefined for a leaf that cannot be read: that it was changed is seen by the tree. */
function placeOf(leaf: string): Position | undefined {
  try {
    return positionIn(leaf);
  } catch {
    return undefined;
  }
}

const changed = (position: Position | undefined, payload: string | null): string =>
  canonical({ payload, position: position ?? null, problem: payload === null ? 'The log has lost this event.' : 'What the log has here is not what was signed.' });

/** An organization's rows of the log, one after the other. */
class Rows {
  private page: readonly RecordedEvent[] = [];
  private at = 0;

  constructor(
    private readonly log: Pick<EventLog, 'read'>,
    private readonly organization: string,
    private after: Position,
  ) {}

  async peek(): Promise<RecordedEvent | undefined> {
    if (this.at === this.page.length) {
      this.page = await this.log.read(this.after, { limit: PAGE, organization: this.organization });
      this.after = this.page.at(-1)?.position ?? this.after;
      this.at = 0;
    }
    return this.page[this.at];
  }

  skip(): void {
    this.at++;
  }
}
