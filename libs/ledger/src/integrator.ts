import { BEGINNING, type EventLog, type Position, type RecordedEvent } from '@fieldledger/kernel';
import type { ClientBase } from 'pg';
import { isOfDatabase } from './database-error.js';
import { entriesOf, leavesIn } from './entries.js';
import { rotatedTo } from './key-events.js';
import { leafOf, positionIn } from './leaf.js';
import { LedgerRows, type GrownEntries } from './ledger-rows.js';
import { TILE_WIDTH } from './tiles.js';
import type { GrownTile, Tree } from './tree.js';

/** A tree that is being added to, and its last, partial bundle of entries. */
interface Growing {
  readonly tree: Tree;
  readonly bundle: { readonly firstPosition: Position; readonly leaves: string[] };
  /** Where in the log its last leaf comes from. */
  readonly last: Position;
}

/** What one page of the log adds to one organization's ledger. */
interface Grown {
  readonly size: number;
  readonly tiles: readonly GrownTile[];
  readonly bundles: readonly GrownEntries[];
}

const PAGE = 4_000;

/**
 * Takes the log into the trees: each page's leaves and the place in the log in one transaction, so that nothing is missing
 * and nothing is twice. An organization of which something is not what was recorded stops there; the others go on.
 */
export class Integrator {
  private growing = new Map<string, Growing>();
  private halted = new Map<string, string>();

  static async open(client: ClientBase, log: Pick<EventLog, 'read'>, originOf: (organization: string) => string): Promise<Integrator> {
    const rows = new LedgerRows(client);
    const integrator = new Integrator(client, rows, log, originOf, await rows.position());
    await integrator.resume();
    return integrator;
  }

  private constructor(
    private readonly client: ClientBase,
    private readonly rows: LedgerRows,
    private readonly log: Pick<EventLog, 'read'>,
    private readonly originOf: (organization: string) => string,
    private at: Position,
  ) {}

  /** Everything up to here is in the trees, but for the organizations that have stopped. */
  get position(): Position {
    return this.at;
  }

  /** By organization that has stopped, why. */
  get stopped(): ReadonlyMap<string, string> {
    return this.halted;
  }

  /**
   * Takes in what is in the log by now. @param between done after each page
   * @throws Error when another process has moved on; whatever log and database throw
   */
  async catchUp(signal: AbortSignal, between: () => Promise<void>): Promise<void> {
    for (let reading = this.read(this.at); !signal.aborted; ) {
      const events = await reading;
      if (events.length === 0) return;
      const last = events.at(-1)!.position;
      reading = this.read(last);
      await this.moving(last, async () => {
        for (const [organization, own] of byOrganization(events)) {
          if (!this.halted.has(organization)) await this.take(organization, async () => own);
        }
      });
      await between();
    }
  }

  /** Has organizations that have stopped go on behind their last leaf, as far as what is there is what was recorded. @throws as `catchUp` */
  async resume(): Promise<void> {
    this.halted = new Map((await this.rows.stopped()).map((organization) => [organization, this.halted.get(organization) ?? '']));
    for (const organization of [...this.halted.keys()]) {
      for (let missed = PAGE; missed === PAGE; ) {
        await this.moving(this.at, async () => {
          missed = await this.take(organization, (last) => this.log.read(last, { limit: PAGE, organization, until: this.at }));
          if (missed < PAGE && !this.halted.has(organization)) await this.rows.goOn(organization);
        });
      }
    }
  }

  private read(after: Position): Promise<RecordedEvent[]> {
    const reading = this.log.read(after, { limit: PAGE });
    reading.catch(() => undefined);
    return reading;
  }

  /** One transaction, that fails where another process has moved on. */
  private async moving(to: Position, work: () => Promise<void>): Promise<void> {
    const before = new Map(this.halted);
    try {
      await this.client.query('BEGIN');
      await work();
      if (!(await this.rows.advance(this.at, to))) throw new Error('Another process has taken the log further into the ledger.');
      await this.client.query('COMMIT');
      this.at = to;
    } catch (error) {
      // What is in memory was not stored.
      this.growing.clear();
      this.halted = before;
      await this.client.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }

  /** Takes an organization's events in, up to the first that is not what was recorded, and stops there. @returns how many there were; 0 where it has stopped */
  private async take(organization: string, eventsAfter: (last: Position) => Promise<readonly RecordedEvent[]>): Promise<number> {
    const growing = await this.growingOf(organization).catch(faultIn);
    if (typeof growing === 'string') return this.stop(organization, growing);
    const events = await eventsAfter(growing.last);
    const { leaves, fault } = leavesOf(events, growing.tree.size, growing.last);
    if (leaves.length > 0) {
      const { size, tiles, bundles } = await this.grow(organization, growing, events, leaves);
      await this.rows.store(organization, size, tiles, bundles);
    }
    if (fault !== undefined) return this.stop(organization, fault);
    this.halted.delete(organization);
    return events.length;
  }

  private async stop(organization: string, fault: string): Promise<0> {
    this.halted.set(organization, fault);
    await this.rows.stop(organization);
    return 0;
  }

  private async grow(organization: string, { tree, bundle }: Growing, events: readonly RecordedEvent[], leaves: readonly string[]): Promise<Grown> {
    const first = tree.size;
    const tiles = tree.append(leaves);
    await this.noteKeys(organization, events.slice(0, leaves.length), first);
    const bundles: GrownEntries[] = [];
    let open = bundle;
    for (const [i, leaf] of leaves.entries()) {
      if ((first + i) % TILE_WIDTH === 0) open = { firstPosition: events[i]!.position, leaves: [] };
      open.leaves.push(leaf);
      if ((first + i + 1) % TILE_WIDTH === 0 || i === leaves.length - 1) {
        bundles.push({ n: Math.floor((first + i) / TILE_WIDTH), firstPosition: open.firstPosition, entries: entriesOf(open.leaves) });
      }
    }
    this.growing.set(organization, { tree, bundle: open, last: events[leaves.length - 1]!.position });
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
    const growing = { tree, bundle: { firstPosition: '', leaves }, last: await this.lastOf(organization, size) };
    this.growing.set(organization, growing);
    return growing;
  }

  /** Where in the log the last leaf comes from. @throws Error when it cannot be read */
  private async lastOf(organization: string, size: number): Promise<Position> {
    if (size === 0) return BEGINNING;
    try {
      return positionIn((await this.rows.leaves(organization, size - 1, size))[0]!);
    } catch (cause) {
      if (isOfDatabase(cause)) throw cause;
      throw new Error(`The last leaf of the ledger of ${organization} cannot be read. It was changed; nothing is signed.`, { cause });
    }
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

/** What is wrong with what is stored. @throws what the database answered */
function faultIn(error: Error): string {
  if (isOfDatabase(error)) throw error;
  return error.message;
}

/** Leaves of events up to the first that is not what was recorded, and what is wrong with that one. */
function leavesOf(events: readonly RecordedEvent[], first: number, last: Position): { readonly leaves: readonly string[]; readonly fault: string | undefined } {
  const leaves: string[] = [];
  for (const event of events) {
    const fault = (problem: string) => ({ leaves, fault: `The event at position ${event.position} ${problem} Nothing from there on is signed until that is mended.` });
    if (event.position <= last) return fault(`is not what was recorded: the ledger is as far as ${last} already.`);
    try {
      leaves.push(leafOf(event, first + leaves.length));
    } catch (error) {
      return fault((error as Error).message);
    }
  }
  return { leaves, fault: undefined };
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
