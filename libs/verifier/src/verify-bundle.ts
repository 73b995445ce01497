import { hash, randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { checkNames, WIDTH } from './bundle-files.js';
import { textOf } from './canonical.js';
import { ForeignCheckpoint } from './checkpoint.js';
import { CHECKPOINTS, CheckpointFile } from './checkpoint-file.js';
import { countRows } from './figure-rows.js';
import { Findings, type Finding } from './findings.js';
import { KeyChain } from './key-chain.js';
import { Ledger } from './ledger.js';
import { LONGEST_MANIFEST, parseManifest, type Figure, type Manifest } from './manifest.js';
import { called, LONGEST_NOTE, namesOf, parseNote, parseVkey, signersOf, type Vkey } from './note.js';
import type { OnEvent, Range } from './range.js';
import { checkRanges } from './range-pool.js';
import { FileReader, hashOfFile } from './read-file.js';
import { quoted, Refused } from './refused.js';
import { demandOrigin, demandSigner, KEPT, readCheckpoint, SignedTree, type Held } from './signed-tree.js';
import { EMPTY_ROOT } from './tree.js';

/** Half a file of payloads: small enough that two processors are done at nearly the same time. */
const RANGE = 32_768;

export interface VerifyOptions {
  /** vkeys that the auditor trusts. */
  readonly keys: readonly string[];
  /** Checkpoints (signed notes) that the auditor holds. */
  readonly since?: readonly string[];
  /** vkeys of witnesses, each of whom must have cosigned the checkpoint. */
  readonly witnesses?: readonly string[];
  /** Called now and then. */
  readonly onProgress?: (events: number, of: number) => void;
  /**
   * Takes each event, in order, once its leaf and its payload were checked. What comes of them counts only when nothing was
   * found in the end. Without it, large bundles are checked on every processor.
   */
  readonly onEvent?: OnEvent;
}

/** What came of a check; the bundle is as it was signed when there are no findings. */
export interface Verification {
  readonly origin: string;
  readonly organization: string;
  readonly size: number;
  readonly findings: readonly Finding[];
  /** What was checked, in sentences. */
  readonly checked: readonly string[];
  /** What was not, and why. */
  readonly unchecked: readonly string[];
  readonly figures: readonly Figure[];
}

/**
 * Checks that nothing in a bundle was changed. Goes on after a finding where it can, and finds a hundred at most.
 * @throws Refused when the auditor's own keys are no vkeys, ForeignCheckpoint when they hold one of another ledger
 */
export async function verifyBundle(directory: string, options: VerifyOptions): Promise<Verification> {
  const keys = options.keys.map(parseVkey);
  const witnesses = (options.witnesses ?? []).map(parseWitnessVkey);
  if (keys.length === 0) throw new Refused('A check needs the key of the ledger, from elsewhere than the bundle.');
  const findings = new Findings();
  const read = readManifest(directory, findings);
  if (!read || !checkNames(directory, read.manifest.size, new Set(read.manifest.files.keys()), findings)) {
    const { origin = '', organization = '', size = 0, figures = [] } = read?.manifest ?? {};
    return { origin, organization, size, findings: findings.list(), checked: [], unchecked: ['Everything else: what is in the bundle is not opened.'], figures };
  }
  return new BundleCheck(directory, read.manifest, read.hash, keys, witnesses, options, findings).run();
}

function readManifest(directory: string, findings: Findings): { readonly manifest: Manifest; readonly hash: Buffer } | undefined {
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) {
    findings.add({ check: 'files', where: quoted(directory), problem: 'This is not a directory.' });
    return undefined;
  }
  return findings.attempt('bundle', 'bundle.json', () => {
    const bytes = new FileReader(directory, LONGEST_MANIFEST).read('bundle.json');
    return { manifest: parseManifest(bytes), hash: Buffer.from(hash('sha256', bytes, 'hex'), 'hex') };
  });
}

class BundleCheck {
  private readonly small: FileReader;
  private readonly listed: readonly Vkey[];
  private readonly chain: KeyChain;
  private readonly signed: SignedTree;

  constructor(
    private readonly directory: string, private readonly manifest: Manifest, private readonly manifestHash: Buffer, private readonly trusted: readonly Vkey[],
    private readonly witnesses: readonly Vkey[], private readonly options: VerifyOptions, private readonly findings: Findings,
  ) {
    this.small = new FileReader(directory, LONGEST_NOTE);
    this.listed = this.findings.attempt('keys', 'keys/ledger.vkey', () => this.listedKeys()) ?? [];
    // Which key was the first is only known from the bundle; the check of the listed keys comes back to it.
    this.chain = new KeyChain(manifest.origin, this.listed.at(-1) ?? trusted[0]!, trusted);
    this.signed = new SignedTree(this.chain, findings);
  }

  async run(): Promise<Verification> {
    const { manifest, findings, directory } = this;
    const { size, origin, organization, figures } = manifest;
    this.checkFiles();
    const head = findings.attempt('checkpoint', 'ledger/checkpoint', () => this.head());
    const since = (this.options.since ?? []).flatMap((text, nth) => findings.attempt(KEPT, keptAt(nth), () => [this.kept(text, nth)]) ?? []);
    const held = [...since.filter((one) => one.size <= size), ...(head ? [head] : [])].sort((a, b) => a.size - b.size);
    const published = new CheckpointFile(directory, origin, size, findings);
    try {
      const whole = await this.checkEvents(held, published);
      // Whatever was not checked was found to be wrong; if ever it was not, this is.
      if (whole < size && findings.found.length === 0) findings.add({ check: 'events', where: 'events', problem: `Only ${whole} of ${size} events could be checked.` });
    } finally {
      published.close();
    }
    if (this.signed.compared < held.length + published.count) findings.add({ check: 'tree', where: 'ledger/tile', problem: 'Not every signed root could be compared: the tree is incomplete.' });
    if (published.last !== size) findings.add({ check: 'checkpoints', where: CHECKPOINTS, problem: `Its last checkpoint is not that of size ${size}.` });
    this.checkKeys(head);
    for (const one of since.filter((later) => later.size > size)) this.refuseRollback(one);
    findings.attempt('bundle', 'bundle.note', () => this.checkNote());
    if (head) for (const witness of this.witnesses) findings.attempt('witness', 'ledger/checkpoint', () => demandCosignature(head, witness));
    return { origin, organization, size, findings: findings.list(), checked: this.checked(published.count, since.length), unchecked: this.unchecked(), figures };
  }

  private listedKeys(): Vkey[] {
    const text = textOf(this.small.read('keys/ledger.vkey'));
    if (!text.endsWith('\n')) throw new Refused('Its last line does not end with LF.');
    const keys = text.slice(0, -1).split('\n').map(parseVkey);
    if (keys.some(({ name, type }) => name !== this.manifest.origin || type !== 1)) throw new Refused('It has a key that is not one of this ledger.');
    return keys;
  }

  private head(): Held {
    const head = demandOrigin(readCheckpoint(Buffer.from(this.small.read('ledger/checkpoint')), 'checkpoint', 'ledger/checkpoint'), this.manifest.origin);
    if (head.size === this.manifest.size) return head;
    throw new Refused(`Its size, ${head.size}, is not the ${this.manifest.size} of bundle.json.`);
  }

  /** Where no trusted key is of the bundle's ledger either, it may be the bundle that is the wrong one. @throws Refused, ForeignCheckpoint */
  private kept(text: string, nth: number): Held {
    const { trusted, manifest: { origin } } = this;
    const held = readCheckpoint(text, KEPT, keptAt(nth));
    if (held.origin !== origin && trusted.some(({ name }) => name === origin)) throw new ForeignCheckpoint(nth, held.origin, origin);
    return demandOrigin(held, origin);
  }

  /** The files that have a hash in `bundle.json`. */
  private checkFiles(): void {
    for (const [name, due] of this.manifest.files) {
      const found = this.findings.attempt('files', name, () => hashOfFile(this.directory, name));
      if (found !== undefined && found !== due) this.findings.add({ check: 'files', where: name, problem: 'It does not have the hash that bundle.json lists.' });
    }
    for (const { projection, rows } of this.manifest.figures) {
      const name = `figures/${projection}.jsonl`;
      const found = this.findings.attempt('figure', name, () => countRows(this.directory, name));
      if (found !== undefined && found !== rows) this.findings.add({ check: 'figure', where: name, problem: `It has ${found} rows, not ${rows}.` });
    }
  }

  /** Answers how many events have their leaf in its place and their payload. */
  private async checkEvents(held: readonly Held[], published: CheckpointFile): Promise<number> {
    const { directory, manifest: { size }, findings, options: { onEvent, onProgress } } = this;
    const ledger = new Ledger(directory, size, this.chain, this.signed, findings);
    for await (const { range, held: within, report } of checkRanges(this.ranges(held, published), Math.ceil(size / RANGE), onEvent)) {
      ledger.join(range, report, within);
      onProgress?.(range.first + range.count, size);
      if (findings.isFull) break;
    }
    return ledger.whole;
  }

  /** The ledger in ranges, each with the checkpoints of a size in it or at its end. */
  private *ranges(held: readonly Held[], published: CheckpointFile): Generator<{ readonly range: Range; readonly held: readonly Held[] }> {
    const { directory, manifest: { size, organization } } = this;
    const upTo = (from: number, to: number) => [...held.filter((one) => one.size > from && one.size <= to), ...published.upTo(to)].sort((a, b) => a.size - b.size);
    for (const one of upTo(-1, 0)) this.signed.compare(one, EMPTY_ROOT);
    const seed = randomBytes(16);
    for (let first = 0; first < size; first += RANGE) {
      const count = Math.min(RANGE, size - first);
      const within = upTo(first, first + count);
      const sizes = new Set(within.map((one) => one.size).filter((end) => end % WIDTH !== 0));
      yield { range: { directory, organization, size, first, count, seed, sizes: [...sizes] }, held: within };
    }
  }

  /** Whether the chain of keys is the one that is listed, and begins at a key that the auditor trusts. */
  private checkKeys(head: Held | undefined): void {
    const { chain, listed, findings, manifest: { size, origin } } = this;
    const signs = chain.dueAt(size);
    if (listed.length > 0 && listed.map(({ text }) => text).join() !== chain.keys.reverse().map(({ text }) => text).join()) {
      findings.add({ check: 'keys', where: 'keys/ledger.vkey', problem: 'The keys listed are not those that the events LedgerKeyRotated lead to.' });
    }
    if (chain.isTrusted(signs)) return;
    const by = head ? namesOf(head.note) : called(signs);
    findings.add({
      check: 'keys', where: 'ledger/checkpoint',
      problem: this.trusted.some(({ name }) => name === origin)
        ? `It is signed by ${by}, which is neither a key that you trust nor one that a signed rotation leads to from such a key: the whole history may have been signed again with another key.`
        : `It is signed by ${by}, and none of the keys that you trust is of the ledger ${quoted(origin)}.`,
    });
  }

  private refuseRollback({ size, note, check, where }: Held): void {
    this.findings.attempt(check, where, () => {
      const signers = signersOf(note, [...this.chain.keys, ...this.trusted]);
      if (signers.length === 0) throw new Refused(`It is of size ${size}, beyond the bundle's ${this.manifest.size}, and signed by ${namesOf(note)}, which is neither among your keys nor known to the bundle. Where a key of this ledger handed over to it later, give that one too.`);
      if (signers.every((key) => this.chain.replacedAt(key, size) !== undefined)) throw new Refused(`It is of size ${size}, and signed by ${namesOf(note)}, which was replaced by event ${this.chain.replacedAt(signers[0]!, size)}: whoever signed it, the ledger did not.`);
      throw new Refused(`The bundle, of size ${this.manifest.size}, is older than this checkpoint of size ${size}: what was signed since is missing from it (a rollback).`);
    });
  }

  private checkNote(): void {
    const note = parseNote(this.small.read('bundle.note'));
    demandSigner(note, this.chain.dueAt(this.manifest.size), this.chain);
    if (note.text !== `${this.manifest.origin}/bundle/v1\n${this.manifestHash.toString('base64')}\n`) throw new Refused('It does not name the hash of bundle.json.');
  }

  private checked(checkpoints: number, since: number): string[] {
    const { size, files } = this.manifest;
    return [
      `${size} payloads against the hashes in their leaves, ${size} leaves against the tree, the tree against its tiles and the signed checkpoint`,
      'index, organization, id, position, moment and revision of every event',
      `${checkpoints} published checkpoints, ${since} that you hold, ${this.chain.keys.length - 1} changes of the key`,
      ...(this.chain.keys.length > 1 ? [`whose turn it was to sign checkpoints: ${this.chain.spans(size)}`] : []),
      `${files.size} other files against bundle.json, and bundle.json against bundle.note`,
      ...this.witnesses.map((witness) => `the cosignature of ${called(witness)}`),
    ];
  }

  private unchecked(): string[] {
    const before = this.chain.keys.findIndex((key) => this.chain.isTrusted(key));
    return [
      ...(this.options.since?.length ? [] : ['Whether the ledger is the one that was signed earlier: you hold no earlier checkpoint, so a history that its own key signed anew would look the same.']),
      ...(this.witnesses.length > 0 ? [] : ['Whether others were shown the same ledger: no witness was named.']),
      ...(before > 0 ? [`Whom the first ${before} keys belong to: they came before the one that you trust, and only the ledger names them.`] : []),
      ...this.chain.unknown.map((key) => `Whether the ledger is the one that ${called(key)} has signed, which you trust and the bundle does not know: it was made before that key came, or by somebody who has a key that was replaced. A checkpoint that you kept, or a bundle of today, tells which.`),
      ...(this.manifest.figures.length > 0 ? ['Whether the events add up to the figures: that takes folding them again.'] : []),
    ];
  }
}

const keptAt = (nth: number) => `checkpoint ${nth + 1} that you hold`;

/** Under the ledger's own key every checkpoint would be witnessed. */
function parseWitnessVkey(text: string): Vkey {
  const key = parseVkey(text);
  if (key.type !== 4) throw new Refused(`${called(key)} is a key that ledgers sign with, and no witness's.`);
  return key;
}

function demandCosignature({ note }: Held, witness: Vkey): void {
  if (signersOf(note, [witness]).length === 0) throw new Refused(`It does not bear the cosignature of ${called(witness)}.`);
}
