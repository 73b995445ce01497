import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Exports, type ReadyExport } from '@fieldledger/audit';
import { Unavailable, type EventLog } from '@fieldledger/kernel';
import { firstEventsOf, payloadFile, tilePath, tilesOf, type Ledger, type SigningKey, type SigningKeys } from '@fieldledger/ledger';
import type { ReadDatabase } from '@fieldledger/read-store';
import { verifyBundle, verifyProof, type Finding } from '@fieldledger/verifier';
import type { Row } from './live-row.js';

export interface LiveAuditorOptions {
  readonly directory: string;
  readonly ledger: Ledger;
  readonly log: EventLog;
  readonly database: ReadDatabase;
  readonly originOf: (organization: string) => string;
  /** The key that the auditor was given, once and for all. */
  readonly firstKey: SigningKey;
  readonly keys: () => Promise<SigningKeys>;
}

/** Who has the first key and every checkpoint that was ever published, and looks at what is served. */
export class LiveAuditor {
  private readonly exports: Exports;
  private readonly made = new Map<string, MadeExport>();
  private rows: ReadonlyMap<string, readonly Row[]> = new Map();
  /** By organization, in order of size. */
  private held: ReadonlyMap<string, readonly string[]> = new Map();

  constructor(private readonly options: LiveAuditorOptions) {
    const { directory, ledger, log, originOf, keys } = options;
    this.exports = new Exports({
      directory: join(directory, 'exports'), ledger, log,
      sourcesOf: (organization) => ({ ledger, database: this.figures, keys, organization, origin: originOf(organization), exportedAt: '2026-11-25T12:00:00.000Z' }),
      tell: () => undefined,
    });
  }

  /** Figures are dear, and prove nothing of the log: they are in the bundles of changes that are legitimate. */
  private withFigures = false;
  private get figures(): ReadDatabase {
    return this.withFigures ? this.options.database : ({ folding: { connect: () => Promise.reject(new Unavailable('not-yet-visible', 'There are no figures.', 1)) } } as unknown as ReadDatabase);
  }

  /** What is published and recorded now has been seen. */
  async note(organizations: readonly string[], rows: ReadonlyMap<string, readonly Row[]>): Promise<void> {
    this.made.clear();
    this.rows = rows;
    this.held = new Map(await Promise.all(organizations.map(async (organization) => [organization, (await this.options.ledger.checkpoints(organization, 0, Number.MAX_SAFE_INTEGER, 10_000)).map(({ checkpoint }) => checkpoint)] as const)));
  }

  /** What of a bundle is made at once, and kept until it is fetched. */
  private async make(organization: string): Promise<MadeExport> {
    const out = join(this.options.directory, organization);
    const { exportId, size } = await this.whole(organization);
    rmSync(out, { recursive: true, force: true });
    renameSync(join(this.options.directory, 'exports', exportId), out);
    rmSync(join(out, 'export.json'));
    mkdirSync(join(out, 'ledger'));
    renameSync(join(out, 'checkpoint'), join(out, 'ledger', 'checkpoint'));
    return { out, size };
  }

  private async whole(organization: string): Promise<ReadyExport> {
    const exportId = this.exports.begin(organization);
    for (;;) {
      const found = await this.exports.find(organization, exportId);
      if (found.state === 'ready') return found;
      if (found.error !== undefined) throw new Error(found.error);
      await pause(5);
    }
  }

  /** What is served as it is now, as the client fetches it. @throws Refusal */
  private async fetch(organization: string, { out, size }: MadeExport): Promise<void> {
    const { exports, options: { ledger } } = this;
    const put = async (path: string, fetched: () => Promise<Uint8Array | string | undefined>) => {
      const content = await fetched().catch((error: Error) => Promise.reject(new Refusal(path, error.message)));
      if (content === undefined) throw new Refusal(path, 'It is missing.');
      mkdirSync(dirname(join(out, path)), { recursive: true });
      writeFileSync(join(out, path), content);
    };
    const tiles = [...tilesOf(size)].flatMap(({ level, n, width }) => [tilePath(level, n, width), ...(level === 0 ? [tilePath('entries', n, width)] : [])]);
    const payloads = async (first: number) => {
      let lines = '';
      for await (const some of exports.payloads(organization, first, size)) lines += some;
      return lines;
    };
    const done = await Promise.allSettled([
      ...tiles.map((path) => put(`ledger/${path}`, () => ledger.tile(organization, path))),
      ...[...firstEventsOf(size)].map((first) => put(payloadFile(first), () => payloads(first))),
    ]);
    for (const each of done) if (each.status === 'rejected') throw each.reason;
  }

  /** What an auditor finds who fetches an export that was made before, and verifies it with the key and with checkpoints that were noted. */
  async bundle(organization: string, random: (below: number) => number): Promise<readonly Finding[]> {
    const made = this.made.get(organization) ?? (await this.make(organization));
    this.made.set(organization, made);
    const held = this.held.get(organization)!;
    try {
      await this.fetch(organization, made);
      return (await verifyBundle(made.out, { keys: [this.options.firstKey.vkey(this.options.originOf(organization))], since: [held.at(-1)!, held[random(held.length)]!] })).findings;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return [{ check: 'export', where: error.where, problem: error.message }];
    }
  }

  /** The same of an export that is made now. */
  async export(organization: string, random: (below: number) => number, withFigures = false): Promise<readonly Finding[]> {
    this.withFigures = withFigures;
    this.made.delete(organization);
    return this.bundle(organization, random).finally(() => this.made.delete(organization));
  }

  /** Whether the checkpoint that is served is the one that was noted last: nothing was appended since. */
  async served(organization: string): Promise<readonly Finding[]> {
    const now = await this.options.ledger.checkpoint(organization);
    return now === this.held.get(organization)!.at(-1) ? [] : [{ check: 'served', where: 'checkpoint', problem: now === undefined ? 'It is gone.' : 'It is not the one that was served.' }];
  }

  /** Receipts of the first and the last event of each bundle of entries. */
  async receipts(organization: string): Promise<readonly Finding[]> {
    const rows = this.rows.get(organization)!;
    const keys = (await this.options.ledger.keys(organization)).trim().split('\n');
    const findings: Finding[] = [];
    for (let index = 0; index < rows.length; index += index % 256 === 0 && index + 255 < rows.length ? 255 : index % 256 === 255 ? 1 : rows.length - 1 - index || 1) {
      try {
        const proof = await this.options.ledger.proof(organization, String(rows[index]!.position).padStart(16, '0'));
        if (verifyProof(proof ?? '', { keys }).index !== index) throw new Error('It is of another event.');
      } catch (error) {
        findings.push({ check: 'receipt', where: `event ${index}`, problem: (error as Error).message });
      }
    }
    return findings;
  }
}

interface MadeExport {
  readonly out: string;
  readonly size: number;
}

/** A file of a bundle that the server does not hand out. */
class Refusal extends Error {
  constructor(readonly where: string, problem: string) {
    super(problem);
  }
}
