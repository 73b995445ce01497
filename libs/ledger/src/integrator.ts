import type { EventLog, Position, RecordedEvent } from '@fieldledger/kernel';
import type { ClientBase } from 'pg';
import { entriesOf, leavesIn } from './entries.js';
import { rotatedTo } from './key-events.js';
import { leafOf } from './leaf.js';
import { LedgerRows, type GrownEntries } from './ledger-rows.js';
import { TILE_WIDTH } from './tiles.js';
import type { GrownTile, Tree } from './tree.js';

/** A tree that is being added to, and its last, partial bundle of entries. */
interface Growing {
  readonly tree: Tree;
  readonly bundle: { readonly firstPosition: Position; readonly leaves: string[] };
}

/** What one page of the log adds to one organization's ledger. */
interface Grown {
  readonly size: number;
  readonly tiles: readonly GrownTile[];
  readonly bundles: readonly GrownEntries[];
}

const PAGE = 4_000;

/** Takes the log into the trees: each page's leaves and the place in the log in one transaction, so that nothing is missing and nothing is twice. */
export class Integrator {
  private growing = new Map<string, Growing>();

  static async open(client: ClientBase, log: Pick<EventLog, 'read'>, originOf: (organization: string) => string): Promise<Integrator> {
    const rows = new LedgerRows(client);
    return new Integrator(client, rows, log, originOf, await rows.position());
  }

  private constructor(
    private readonly client: ClientBase,
    private readonly rows: LedgerRows,
    private readonly log: Pick<EventLog, 'read'>,
    private readonly originOf: (organization: string) => string,
    private at: Position,
  ) {}

  /** Everything up to here is in the trees. */
  get position(): Position {
    return this.at;
  }

  /**
   * Takes in what is in the log by now. @param between done after each page
   * @throws Error when an event is not what was recorded, or another process has moved on; whatever log and database throw
   */
  async catchUp(signal: AbortSignal, between: () => Promise<void>): Promise<void> {
    for (let reading = this.read(this.at); !signal.aborted; ) {
      const events = await reading;
      if (events.length === 0) return;
      const last = events.at(-1)!.position;
      reading = this.read(last);
      await this.take(events);
      await between();
    }
  }

  private read(after: Position): Promise<RecordedEvent[]> {
    const reading = this.log.read(after, { limit: PAGE });
    reading.catch(() => undefined);
    return reading;
  }

  private async take(events: readonly RecordedEvent[]): Promise<void> {
    const to = events.at(-1)!.position;
    try {
      await this.client.query('BEGIN');
      for (const [organization, own] of byOrganization(events)) {
        const { size, tiles, bundles } = await this.grow(organization, own);
        await this.rows.store(organization, size, tiles, bundles);
      }
      if (!(await this.rows.advance(this.at, to))) throw new Error('Another process has taken the log further into the ledger.');
      await this.client.query('COMMIT');
      this.at = to;
    } catch (error) {
      // What the trees have in memory was not stored.
      this.growing.clear();
      await this.client.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }

  private async grow(organization: string, events: readonly RecordedEvent[]): Promise<Grown> {
    const { tree, bundle } = await this.growingOf(organization);
    const first = tree.size;
    const leaves = events.map((event, i) => leafOf(event, first + i));
    const tiles = tree.append(leaves);
    await this.noteKeys(organization, events, first);
    const bundles: GrownEntries[] = [];
    let open = bundle;
    for (const [i, leaf] of leaves.entries()) {
      if ((first + i) % TILE_WIDTH === 0) open = { firstPosition: events[i]!.position, leaves: [] };
      open.leaves.push(leaf);
      if ((first + i + 1) % TILE_WIDTH === 0 || i === leaves.length - 1) {
        bundles.push({ n: Math.floor((first + i) / TILE_WIDTH), firstPosition: open.firstPosition, entries: entriesOf(open.leaves) });
      }
    }
    this.growing.set(organization, { tree, bundle: open });
    return { size: tree.size, tiles, bundles };
  }

  private async growingOf(organization: string): Promise<Growing> {
    const known = this.growing.get(organization);
    if (known) return known;
    const size = await this.rows.size(organization);
    const tree = await this.rows.treeAt(organization, size);
    const from = size - (size % TILE_WIDTH);
    const leaves = from === size ? [] : leavesIn((await this.rows.entries(organization, from / TILE_WIDTH, size - from)) ?? Buffer.alloc(0));
    if (leaves.length !== size - from) throw new Error(`The ledger of ${organization} has lost entries from ${from} on.`);
    // The first position of a bundle is stored once, when it begins.
    return { tree, bundle: { firstPosition: '', leaves } };
  }

  /** From the leaf after it on, another key signs. */
  private async noteKeys(organization: string, events: readonly RecordedEvent[], first: number): Promise<void> {
    for (const [i, event] of events.entries()) {
      if (event.type !== 'LedgerKeyRotated') continue;
      const current = (await this.rows.keys(organization)).at(-1)?.vkey;
      const to = current === undefined ? undefined : rotatedTo(event, this.originOf(organization), current);
      if (to !== undefined) await this.rows.addKey(organization, { fromSize: first + i + 1, vkey: to });
    }
  }
}

function byOrganization(events: readonly RecordedEvent[]): Map<string, RecordedEvent[]> {
  const groups = new Map<string, RecordedEvent[]>();
  for (const event of events) {
    const group = groups.get(event.organization);
    if (group) group.push(event);
    else groups.set(event.organization, [event]);
  }
  return groups;
}
