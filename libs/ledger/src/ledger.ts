import type { Position } from '@fieldledger/kernel';
import pg from 'pg';
import { parseCheckpoint, tlogProof } from './checkpoint.js';
import { leavesIn } from './entries.js';
import { positionIn } from './leaf.js';
import { makeLedger } from './ledger-schema.js';
import { LedgerRows } from './ledger-rows.js';
import { inclusionProof } from './proofs.js';
import { TILE_WIDTH, tileAt } from './tiles.js';

/** Under this name an app provides its ledger. */
export const LEDGER = Symbol('Ledger');

/** What of an organization's ledger is served: C2SP tlog-tiles, and what a verifier needs besides. */
export class Ledger {
  static async open({ url }: { readonly url: string }): Promise<Ledger> {
    const pool = new pg.Pool({ connectionString: url, max: 4, connectionTimeoutMillis: 5_000, keepAlive: true });
    pool.on('error', () => undefined);
    try {
      const client = await pool.connect();
      try {
        await makeLedger(client);
      } finally {
        client.release();
      }
    } catch (error) {
      await pool.end();
      throw error;
    }
    return new Ledger(pool, new LedgerRows(pool));
  }

  private constructor(
    private readonly pool: pg.Pool,
    private readonly rows: LedgerRows,
  ) {}

  /** Whether anything was ever signed here. */
  async isUsed(): Promise<boolean> {
    const { rowCount } = await this.pool.query('SELECT FROM ledger.keys LIMIT 1');
    return rowCount === 1;
  }

  /** The vkeys that sign now, each of an organization's ledger. */
  async signers(): Promise<{ readonly organization: string; readonly vkey: string }[]> {
    const { rows } = await this.pool.query<{ organization: string; vkey: string }>('SELECT DISTINCT ON (organization) organization, vkey FROM ledger.keys ORDER BY organization, from_size DESC');
    return rows;
  }

  /** How far the log is in the trees, and an organization's tree. */
  async reached(organization: string): Promise<{ readonly position: Position; readonly size: number }> {
    return { position: await this.rows.position(), size: await this.rows.size(organization) };
  }

  /** The newest checkpoint that is published, or the newest of at most this size; undefined before the first. */
  async checkpoint(organization: string, atMost?: number): Promise<string | undefined> {
    return (await this.rows.head(organization, 'published', atMost))?.checkpoint ?? undefined;
  }

  /** Published checkpoints in order of size. */
  checkpoints(organization: string, after: number, atMost: number, limit: number): Promise<{ readonly size: number; readonly checkpoint: string }[]> {
    return this.rows.publishedAfter(organization, after, atMost, limit);
  }

  /** A tile or an entry bundle by its path; undefined for what no published checkpoint covers. */
  async tile(organization: string, path: string): Promise<Buffer | undefined> {
    const named = tileAt(path);
    const published = (await this.rows.head(organization, 'published'))?.size ?? 0;
    if (!named || end(named) > published) return undefined;
    const { level, n, width } = named;
    return level === 'entries' ? this.rows.entries(organization, n, width) : this.rows.tile(organization, level, n, width);
  }

  /** The vkeys, a line each: the one that signs now first. */
  async keys(organization: string): Promise<string> {
    return (await this.rows.keys(organization)).reverse().map(({ vkey }) => `${vkey}\n`).join('');
  }

  /** A receipt for the event at this position (C2SP tlog-proof); undefined where there is none, or it is in no checkpoint yet. */
  async proof(organization: string, position: Position): Promise<string | undefined> {
    const head = await this.rows.head(organization, 'published');
    const n = head && (await this.rows.bundleOf(organization, position));
    const entries = n === undefined ? undefined : await this.rows.entries(organization, n, Math.min(TILE_WIDTH, head!.size - n * TILE_WIDTH));
    const leaves = entries ? leavesIn(entries) : [];
    const at = leaves.findIndex((each) => positionIn(each) === position);
    if (at < 0) return undefined;
    const [leaf, index] = [leaves[at]!, n! * TILE_WIDTH + at];
    return tlogProof({ index, leaf, checkpoint: head!.checkpoint!, hashes: await inclusionProof(index, head!.size, this.rows.subtree(organization)) });
  }

  /** Leaves from one on, up to where their bundle or the size ends; none where there are none. */
  leaves(organization: string, from: number, size: number): Promise<string[]> {
    return this.rows.leaves(organization, from, size);
  }

  /** The place in the log of a leaf, for reading on from there; undefined where there is no such leaf. */
  async positionOf(organization: string, index: number): Promise<Position | undefined> {
    const [leaf] = index < 0 ? [] : await this.rows.leaves(organization, index, index + 1);
    return leaf && positionIn(leaf);
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}

/** The size that a tree must have for a tile to be in it. */
function end({ level, n, width }: { readonly level: number | 'entries'; readonly n: number; readonly width: number }): number {
  return (n * TILE_WIDTH + width) * TILE_WIDTH ** (level === 'entries' ? 0 : level);
}

/** The size that a checkpoint is of. */
export const sizeOf = (checkpoint: string): number => parseCheckpoint(checkpoint).size;
