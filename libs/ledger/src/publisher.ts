import { nameUuid, requestDigest, type EventLog } from '@fieldledger/kernel';
import { checkpointText } from './checkpoint.js';
import { HASH_BYTES } from './hashes.js';
import type { KeptCheckpoints } from './kept-checkpoints.js';
import { KEYS_STREAM, LEDGER_EVENT_VERSIONS, rotation } from './key-events.js';
import type { LedgerRows } from './ledger-rows.js';
import type { SigningKey } from './note.js';
import { consistencyProof } from './proofs.js';
import type { SigningKeys } from './signing-keys.js';
import type { Tree } from './tree.js';
import { cosigned, WitnessSilence, type WitnessSettings } from './witness.js';

/** A witness that said nothing is asked again after so long. */
const SILENCE_MS = 5_000;

const IF_LOST = 'If what is missing is lost for good, keep that file for your auditors, tell them the day, and take it away from there: then another history is signed.';

export interface PublisherOptions {
  readonly rows: LedgerRows;
  readonly log: Pick<EventLog, 'append' | 'readStream'>;
  readonly originOf: (organization: string) => string;
  /** Asked before each head: a key may have been put in place of another. */
  readonly keys: () => Promise<SigningKeys>;
  /** Where there is one, no checkpoint is published without its signature. */
  readonly witness?: WitnessSettings;
  /** What is signed is kept there before anybody sees it. */
  readonly kept?: KeptCheckpoints;
  /** Ends the wait for the witness. */
  readonly stopping: AbortSignal;
  /** An instant: when a key is handed over. */
  readonly now: () => string;
}

/**
 * Signs heads. Each is stored as intended before it is signed, so that there are never two for one size; and none is
 * signed unless the stored leaves, hashed again here, make its root out of the last one that was signed.
 */
export class Publisher {
  /** By organization: the tree as it was signed last. */
  private readonly signed = new Map<string, Tree>();
  /** Organizations whose ledger goes on from the checkpoint that is kept. */
  private readonly goingOn = new Set<string>();
  /** The witness said nothing, and is not asked for another organization before it had time to come back. */
  private silence: { readonly error: WitnessSilence; readonly since: number } | undefined;

  constructor(private readonly options: PublisherOptions) {}

  /** Signs the tree as it stands, where it has grown. @throws Error when the ledger is not what was signed before, the key is not the one, or the witness does not sign */
  async publish(organization: string): Promise<void> {
    const { rows } = this.options;
    await this.refuseOther(organization);
    // What an earlier process intended, and did not come to sign, comes first.
    const intended = await rows.head(organization, 'intended');
    if (intended) await this.finish(organization, intended.size, await this.treeAt(organization, intended.size), intended.root);
    const size = await rows.size(organization);
    const signed = (await rows.head(organization, 'published'))?.size ?? 0;
    if (size < signed) throw new Error(`The ledger of ${organization} has ${size} leaves, and ${signed} were signed. It was changed; nothing is signed.`);
    if (size > signed) {
      const tree = await this.treeAt(organization, size);
      await this.finish(organization, size, tree, await rows.intend(organization, { size, root: tree.root() }));
    }
    await this.handOver(organization);
  }

  /** A ledger that was put back to an older state goes on as another one, unless its log had all of it. */
  private async refuseOther(organization: string): Promise<void> {
    const { rows, kept } = this.options;
    if (!kept || this.goingOn.has(organization)) return;
    const last = await kept.last(organization);
    if (last) {
      const size = await rows.size(organization);
      const path = kept.pathOf(organization);
      if (size < last.size) throw new Error(`The ledger of ${organization} has ${size} leaves, and ${path} is a checkpoint of ${last.size} that was signed: the database was put back to an older state. Nothing is signed before it has them again. ${IF_LOST}`);
      if (!(await rows.treeAt(organization, last.size)).root().equals(last.root)) throw new Error(`The ledger of ${organization} has another root at ${last.size} leaves than the checkpoint that was signed, ${path}: the database was put back to an older state, and went on from there, or was changed. Nothing is signed. ${IF_LOST}`);
    } else {
      const published = await rows.head(organization, 'published');
      if (published) await kept.keep(organization, published.checkpoint!);
    }
    this.goingOn.add(organization);
  }

  private async finish(organization: string, size: number, tree: Tree, intended: Buffer): Promise<void> {
    const { rows, originOf, witness, kept } = this.options;
    if (!tree.root().equals(intended)) {
      throw new Error(`The ledger of ${organization} at ${size} leaves has another root than the one that was about to be signed. It was changed; nothing is signed.`);
    }
    const origin = originOf(organization);
    const key = await this.keyFor(organization, size, origin);
    const checkpoint = key.sign(origin, checkpointText(origin, { size, root: intended }));
    await kept?.keep(organization, checkpoint);
    await rows.publish(organization, size, witness ? await this.witnessed(organization, size, checkpoint, witness) : checkpoint);
    this.signed.set(organization, tree);
  }

  private async witnessed(organization: string, size: number, checkpoint: string, witness: WitnessSettings): Promise<string> {
    const { rows, stopping } = this.options;
    if (this.silence && performance.now() - this.silence.since < SILENCE_MS) throw this.silence.error;
    const note = await cosigned(witness, checkpoint, await rows.witnessed(organization, witness.url), (old) => consistencyProof(old, size, rows.subtree(organization)), stopping).catch((error: unknown) => {
      if (error instanceof WitnessSilence) this.silence = { error, since: performance.now() };
      throw error;
    });
    await rows.noteWitnessed(organization, witness.url, size);
    return note;
  }

  /** The tree that was signed last, and the stored leaves since, each hashed again and held against its tile. */
  private async treeAt(organization: string, size: number): Promise<Tree> {
    const { rows } = this.options;
    const tree = await this.lastSigned(organization);
    while (tree.size < size) {
      const leaves = await rows.leaves(organization, tree.size, size);
      if (leaves.length === 0) throw new Error(`The ledger of ${organization} has lost entries from ${tree.size} on; nothing is signed.`);
      for (const { level, n, hashes } of tree.append(leaves)) {
        const stored = await rows.tile(organization, level, n, hashes.length / HASH_BYTES);
        if (!stored?.equals(hashes)) throw new Error(`The ledger of ${organization} is not what its entries make: tile ${level}/${n} is another. It was changed; nothing is signed.`);
      }
    }
    return tree;
  }

  /** A tree of its own for each caller: the one that is kept must not grow before its head is signed. */
  private async lastSigned(organization: string): Promise<Tree> {
    const { rows } = this.options;
    const head = await rows.head(organization, 'published');
    const kept = this.signed.get(organization);
    const tree = kept && kept.size === head?.size ? kept.copy() : await rows.treeAt(organization, head?.size ?? 0);
    if (head && !tree.root().equals(head.root)) throw new Error(`The ledger of ${organization} does not follow on the head of ${head.size} leaves that was signed. It was changed; nothing is signed.`);
    return tree;
  }

  private async keyFor(organization: string, size: number, origin: string): Promise<SigningKey> {
    const { rows, keys } = this.options;
    const inUse = await keys();
    let due = (await rows.keys(organization)).findLast(({ fromSize }) => fromSize <= size)?.vkey;
    if (due === undefined) {
      due = inUse.current.vkey(origin);
      await rows.addKey(organization, { fromSize: 0, vkey: due });
    }
    return keyOf(due, origin, inUse);
  }

  /** Records that another key signs from now on, where one was put in place of the one before. */
  private async handOver(organization: string): Promise<void> {
    const { rows, log, keys, originOf, now } = this.options;
    const inUse = await keys();
    const origin = originOf(organization);
    const used = (await rows.keys(organization)).map(({ vkey }) => vkey);
    const last = used.at(-1);
    // Looked at also where nothing is to be signed: that the key is another is no news for the next event.
    const from = last === undefined ? inUse.current : keyOf(last, origin, inUse);
    const { current, origin: source } = inUse;
    if (from === current) return;
    if (used.includes(current.vkey(origin))) {
      throw new Error(`The ledger of ${organization} is to be handed over to ${current.vkey(origin)}, which signed it before and was replaced: whoever follows its keys would be led in a circle. Take that one out of ${source}, so that the newer one is alone; another is drawn then by fieldledger ledger-key --rotate.`);
    }
    const event = rotation(origin, from, current);
    const before = await log.readStream(organization, KEYS_STREAM);
    const id = nameUuid(organization, KEYS_STREAM, event.data.from, event.data.to);
    if (before.some((each) => each.id === id)) return;
    const receivedAt = now();
    await log.append([{
      stream: KEYS_STREAM, expected: before.length === 0 ? 'none' : before.at(-1)!.revision, digest: requestDigest(event),
      events: [{ ...event, id, schemaVersion: LEDGER_EVENT_VERSIONS.LedgerKeyRotated, occurredAt: receivedAt }],
      meta: { organization, actor: 'fieldledger', app: 'audit', correlationId: id, causationId: null, receivedAt, provenance: null },
    }]);
  }
}

/** @throws Error when the ledger was signed under another name, or by a key that is not in use */
function keyOf(vkey: string, origin: string, { current, previous, origin: source }: SigningKeys): SigningKey {
  if (!vkey.startsWith(`${origin}+`)) throw new Error(`This ledger has been signed as ${vkey.slice(0, vkey.indexOf('+'))}, and would now be ${origin}. Put back the name: FIELDLEDGER_LEDGER_NAME is chosen once.`);
  const key = [current, previous].find((each) => each?.vkey(origin) === vkey);
  if (!key) throw new Error(`The ledger's signing key in ${source} is not the one that has signed so far. Put back the right one: only that one can hand over to another.`);
  return key;
}
