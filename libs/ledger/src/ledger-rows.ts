import type { Position } from '@fieldledger/kernel';
import type { ClientBase, Pool } from 'pg';
import type { Head } from './checkpoint.js';
import { firstEntries, leavesIn } from './entries.js';
import { HASH_BYTES, rootOfRow } from './hashes.js';
import { TILE_WIDTH } from './tiles.js';
import { Tree, type GrownTile } from './tree.js';

/** A bundle of entries as it stands. */
export interface GrownEntries {
  readonly n: number;
  readonly firstPosition: Position;
  readonly entries: Buffer;
}

/** A head that was stored; without its checkpoint it is only intended. */
export interface StoredHead extends Head {
  readonly checkpoint: string | null;
}

/** Which key signs heads from which size on. */
export interface LedgerKey {
  readonly fromSize: number;
  readonly vkey: string;
}

/** The ledger's tables, asked and written; transactions are the caller's. */
export class LedgerRows {
  constructor(private readonly client: ClientBase | Pool) {}

  async size(organization: string): Promise<number> {
    const { rows } = await this.client.query<{ size: string }>('SELECT size FROM ledger.trees WHERE organization = $1', [organization]);
    return Number(rows[0]?.size ?? 0);
  }

  /** Of the first so many hashes of a tile; undefined where it is not so wide. */
  async tile(organization: string, level: number, n: number, width = TILE_WIDTH): Promise<Buffer | undefined> {
    const { rows } = await this.client.query<{ hashes: Buffer }>({ name: 'ledger-tile', text: 'SELECT hashes FROM ledger.tiles WHERE organization = $1 AND level = $2 AND n = $3', values: [organization, level, n] });
    const hashes = rows[0]?.hashes;
    return hashes && hashes.length >= width * HASH_BYTES ? hashes.subarray(0, width * HASH_BYTES) : undefined;
  }

  /** The first so many entries of a bundle; undefined where it has not so many. */
  async entries(organization: string, n: number, width = TILE_WIDTH): Promise<Buffer | undefined> {
    const leafHashes = await this.tile(organization, 0, n, width);
    if (!leafHashes) return undefined;
    const { rows } = await this.client.query<{ entries: Buffer }>({ name: 'ledger-entries', text: 'SELECT entries FROM ledger.entries WHERE organization = $1 AND n = $2', values: [organization, n] });
    return rows[0] && firstEntries(rows[0].entries, width);
  }

  /** Leaves from one on, up to where its bundle ends. */
  async leaves(organization: string, from: number, size: number): Promise<string[]> {
    const n = Math.floor(from / TILE_WIDTH);
    const entries = await this.entries(organization, n, Math.min(TILE_WIDTH, size - n * TILE_WIDTH));
    return entries ? leavesIn(entries).slice(from % TILE_WIDTH) : [];
  }

  /** The bundle in which the leaf of an event at this position would be. */
  async bundleOf(organization: string, position: Position): Promise<number | undefined> {
    const { rows } = await this.client.query<{ n: string }>('SELECT n FROM ledger.entries WHERE organization = $1 AND first_position <= $2 ORDER BY first_position DESC LIMIT 1', [organization, position]);
    return rows[0] && Number(rows[0].n);
  }

  /** The root of a complete subtree, out of the tile that holds its hashes. */
  subtree(organization: string): (start: number, height: number) => Promise<Buffer> {
    return async (start, height) => {
      const level = Math.floor(height / 8);
      const first = start / TILE_WIDTH ** level;
      const width = 2 ** (height % 8);
      const tile = await this.keptTile(organization, level, Math.floor(first / TILE_WIDTH), (first % TILE_WIDTH) + width);
      return rootOfRow(tile, first % TILE_WIDTH, width);
    };
  }

  /** The tree of the first so many leaves, to be added to. @throws Error when a tile is lost */
  treeAt(organization: string, size: number): Promise<Tree> {
    return Tree.at(size, (level, n, width) => this.keptTile(organization, level, n, width));
  }

  /** @throws Error when it is lost */
  private async keptTile(organization: string, level: number, n: number, width: number): Promise<Buffer> {
    const tile = await this.tile(organization, level, n, width);
    if (!tile) throw new Error(`The ledger of ${organization} has lost tile ${level}/${n}; nothing is signed.`);
    return tile;
  }

  async store(organization: string, size: number, tiles: readonly GrownTile[], bundles: readonly GrownEntries[]): Promise<void> {
    await this.client.query('INSERT INTO ledger.trees (organization, size) VALUES ($1, $2) ON CONFLICT (organization) DO UPDATE SET size = excluded.size', [organization, size]);
    await this.client.query(
      `INSERT INTO ledger.tiles (organization, level, n, hashes) SELECT $1, * FROM unnest($2::smallint[], $3::bigint[], $4::bytea[])
        ON CONFLICT (organization, level, n) DO UPDATE SET hashes = excluded.hashes`,
      [organization, tiles.map(({ level }) => level), tiles.map(({ n }) => n), tiles.map(({ hashes }) => hashes)],
    );
    await this.client.query(
      `INSERT INTO ledger.entries (organization, n, first_position, entries) SELECT $1, * FROM unnest($2::bigint[], $3::text[], $4::bytea[])
        ON CONFLICT (organization, n) DO UPDATE SET entries = excluded.entries`,
      [organization, bundles.map(({ n }) => n), bundles.map(({ firstPosition }) => firstPosition), bundles.map(({ entries }) => entries)],
    );
  }

  /** @returns false when somebody else has moved on from there */
  async advance(from: Position, to: Position): Promise<boolean> {
    const { rowCount } = await this.client.query('UPDATE ledger.progress SET position = $2 WHERE position = $1', [from, to]);
    return rowCount === 1;
  }

  async position(): Promise<Position> {
    const { rows } = await this.client.query<{ position: string }>('SELECT position FROM ledger.progress');
    return rows[0]!.position;
  }

  /** Organizations of which something was not what was recorded, and that were not taken in since. */
  async stopped(): Promise<string[]> {
    const { rows } = await this.client.query<{ organization: string }>('SELECT organization FROM ledger.stopped ORDER BY organization');
    return rows.map(({ organization }) => organization);
  }

  async stop(organization: string): Promise<void> {
    await this.client.query('INSERT INTO ledger.stopped (organization) VALUES ($1) ON CONFLICT DO NOTHING', [organization]);
  }

  async goOn(organization: string): Promise<void> {
    await this.client.query('DELETE FROM ledger.stopped WHERE organization = $1', [organization]);
  }

  async organizations(): Promise<{ readonly organization: string; readonly size: number }[]> {
    const { rows } = await this.client.query<{ organization: string; size: string }>('SELECT organization, size FROM ledger.trees');
    return rows.map(({ organization, size }) => ({ organization, size: Number(size) }));
  }

  /** The greatest head of at most this size. */
  async head(organization: string, state: 'intended' | 'published', atMost = Number.MAX_SAFE_INTEGER): Promise<StoredHead | undefined> {
    const { rows } = await this.client.query<{ size: string; root: Buffer; checkpoint: string | null }>(
      `SELECT size, root, checkpoint FROM ledger.heads WHERE organization = $1 AND (checkpoint IS NULL) = $2 AND size <= $3 ORDER BY size DESC LIMIT 1`, [organization, state === 'intended', atMost],
    );
    return rows[0] && { ...rows[0], size: Number(rows[0].size) };
  }

  /** What is about to be signed is stored first. @returns the root that is stored for that size, which may be an earlier one */
  async intend(organization: string, { size, root }: Head): Promise<Buffer> {
    await this.client.query('INSERT INTO ledger.heads (organization, size, root) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [organization, size, root]);
    const { rows } = await this.client.query<{ root: Buffer }>('SELECT root FROM ledger.heads WHERE organization = $1 AND size = $2', [organization, size]);
    return rows[0]!.root;
  }

  async publish(organization: string, size: number, checkpoint: string): Promise<void> {
    await this.client.query('UPDATE ledger.heads SET checkpoint = $3, published_at = now() WHERE organization = $1 AND size = $2 AND checkpoint IS NULL', [organization, size, checkpoint]);
  }

  async publishedAfter(organization: string, after: number, atMost: number, limit: number): Promise<{ readonly size: number; readonly checkpoint: string }[]> {
    const { rows } = await this.client.query<{ size: string; checkpoint: string }>(
      'SELECT size, checkpoint FROM ledger.heads WHERE organization = $1 AND size > $2 AND size <= $3 AND checkpoint IS NOT NULL ORDER BY size LIMIT $4', [organization, after, atMost, limit],
    );
    return rows.map((row) => ({ ...row, size: Number(row.size) }));
  }

  /** From the first on. */
  async keys(organization: string): Promise<LedgerKey[]> {
    const { rows } = await this.client.query<{ from_size: string; vkey: string }>('SELECT from_size, vkey FROM ledger.keys WHERE organization = $1 ORDER BY from_size', [organization]);
    return rows.map(({ from_size, vkey }) => ({ fromSize: Number(from_size), vkey }));
  }

  async addKey(organization: string, { fromSize, vkey }: LedgerKey): Promise<void> {
    await this.client.query('INSERT INTO ledger.keys (organization, from_size, vkey) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [organization, fromSize, vkey]);
  }

  async witnessed(organization: string, witness: string): Promise<number> {
    const { rows } = await this.client.query<{ size: string }>('SELECT size FROM ledger.witnessed WHERE organization = $1 AND witness = $2', [organization, witness]);
    return Number(rows[0]?.size ?? 0);
  }

  async noteWitnessed(organization: string, witness: string, size: number): Promise<void> {
    await this.client.query('INSERT INTO ledger.witnessed (organization, witness, size) VALUES ($1, $2, $3) ON CONFLICT (organization, witness) DO UPDATE SET size = excluded.size', [organization, witness, size]);
  }
}
