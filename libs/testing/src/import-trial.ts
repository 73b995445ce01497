import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonical, sha256 } from '@fieldledger/kernel';
import { importFile, type Door, type ImportFileOptions, type ItemOutcome } from '@fieldledger/sources';

/** An item as it arrives, loosely typed: what specs look at, most of it of attempts. */
export interface SentItem {
  readonly attemptId: string;
  readonly campaignId: string;
  readonly resultCodeId: number;
  readonly attemptedAt: string;
  readonly provenance: { readonly sourceSystem: string; readonly fileHash: string; readonly row: number };
  readonly [member: string]: unknown;
}

/** The doors for specs: they remember items by id, and answer a batch as the server does. */
export class TrialDoor {
  readonly items: SentItem[] = [];
  /** What was sent to which door, batch by batch. */
  readonly batches: { readonly door: Door; readonly items: readonly SentItem[] }[] = [];
  /** What was posted by itself, in order. */
  readonly posts: { readonly path: string; readonly body: object }[] = [];
  readonly batchSizes: number[] = [];
  private readonly digests = new Map<string, string>();

  readonly send = async (door: Door, items: readonly object[]): Promise<ItemOutcome[]> => {
    this.batchSizes.push(items.length);
    this.batches.push({ door, items: items as SentItem[] });
    // A later batch often answers first: the importer must keep the order by itself.
    await new Promise((resolve) => setTimeout(resolve, (this.batchSizes.length * 7) % 5));
    return (items as SentItem[]).map((item) => this.taken(door, item));
  };

  readonly post = async (path: string, body: object): Promise<object> => {
    this.posts.push({ path, body });
    return { position: String(this.digests.size) };
  };

  /** What one door was sent, in order. */
  at(door: Door): SentItem[] {
    return this.batches.flatMap((batch) => (batch.door === door ? batch.items : []));
  }

  private taken(door: Door, item: SentItem): ItemOutcome {
    this.items.push(item);
    const { provenance: _, ...asked } = item;
    const digest = sha256(canonical(asked));
    const id = item[ID_MEMBERS[door]] as string;
    const before = this.digests.get(`${door} ${id}`);
    // A sighting that tells something else amends, or is compared.
    if (before !== undefined && before !== digest && door !== 'sightings') return { status: 'refused', code: 'id-taken', detail: 'Another request is recorded under this id.', differs: ['resultCodeId'] };
    this.digests.set(`${door} ${id}`, digest);
    const receipt = { id, stream: `${door}-${id}`, revision: 0, position: String(this.digests.size) };
    return { status: before === digest ? 'same' : 'accepted', ...receipt, flags: item.resultCodeId === 999 ? ['unknown-result-code'] : [] } as unknown as ItemOutcome;
  }
}

/** Which member is an item's own id. */
const ID_MEMBERS: Readonly<Record<Door, string>> = {
  'contact-attempts': 'attemptId',
  sightings: 'contributionId',
  'contributions/refunds': 'refundId',
  'contributions/chargebacks': 'chargebackId',
  'contributions/deposits': 'depositId',
  'contributions/withdrawals': 'withdrawalId',
  series: 'seriesId',
  'series/charges': 'chargeId',
  'series/failures': 'failureId',
  'series/changes': 'changeId',
  'series/cancellations': 'cancellationId',
  'volunteer-events/changes': 'changeId',
  'volunteer-events/cancellations': 'cancellationId',
  'shifts/changes': 'changeId',
  'shifts/cancellations': 'cancellationId',
  'signups/sightings': 'sightingId',
};

/** A mapping for two columns, as short as one can be. */
export const SHORT_MAPPING = {
  name: 'trial', key: ['id'], zone: 'America/New_York',
  constants: { 'voter.system': 'trial', 'voter.scope': 'OH', contactTypeId: 2, inputTypeId: 4, campaignId: 'trial', attemptedAt: '2025-10-04T18:00:00Z' },
  columns: { 'voter.id': { column: 'id' }, resultCodeId: { column: 'result' } },
};

/** Imports a text or bytes from a folder of their own, and reads the outcome file. */
export async function trial(content: string | Buffer, options: Partial<ImportFileOptions> & { mappingJson?: object } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'fieldledger-import-'));
  const file = join(folder, 'canvass.csv');
  writeFileSync(file, content);
  return { folder, file, ...(await tried(file, options)) };
}

/** Imports a file that is there. A fault is handed back instead of thrown, since rows before it count too. */
export async function tried(file: string, { mappingJson = SHORT_MAPPING, ...options }: Partial<ImportFileOptions> & { mappingJson?: object } = {}) {
  const door = new TrialDoor();
  const folder = mkdtempSync(join(tmpdir(), 'fieldledger-import-'));
  const mapping = join(folder, 'mapping.json');
  writeFileSync(mapping, JSON.stringify(mappingJson));
  const outcomes = options.outcomes ?? join(folder, 'outcomes.csv');
  const notices: string[] = [];
  const onNotice = (sentence: string) => void notices.push(sentence);
  const asked = { file, format: 'canvass-csv', mapping, send: door.send, post: door.post, onNotice, wait: async () => undefined, ...options, outcomes };
  const answer = await importFile(asked).catch((error: Error) => error);
  const lines = outcomeLines(outcomes);
  return { door, outcomes, notices, lines, fault: answer instanceof Error ? answer.message : '', summary: answer instanceof Error ? undefined : answer };
}

/** The lines of an outcome file, without its header; none when there is no file. */
export function outcomeLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\r\n').slice(1, -1);
  } catch {
    return [];
  }
}
