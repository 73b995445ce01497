import { sealTrial, SEED, trialBundle, trialCheckpoint, trialKey, trialLeaf, trialLeafHash, trialLedger, type TrialEvent, type TrialFiles, type TrialLedger } from '@fieldledger/testing';
import type { Finding } from '@fieldledger/verifier';

/** What a run is repeated with. */

export const SIZE = 330;
const SIGNED = [64, 150, 201, 256, 300, SIZE];
export const EVENTS = 'events/000000000000.jsonl';
export const ledger = trialLedger({ seed: SEED, events: SIZE, rotations: [200], checkpoints: SIGNED });
export const honest = trialBundle(ledger);
export const leaves = ledger.events.map(trialLeaf);
export const keys = [ledger.keys[0]!.key.vkey];
export const stranger = trialKey(ledger.origin, SEED + 1);
/** What whoever has no key must leave as it is. */
const SEALED = ['ledger/checkpoint', 'checkpoints.jsonl', 'bundle.json', 'bundle.note'];

type Random = (below: number) => number;

/** One alteration of the honest bundle, and what must be found. */
export interface Tampering {
  readonly what: string;
  readonly files: TrialFiles;
  readonly since?: readonly string[];
  readonly isFound: (findings: readonly Finding[]) => boolean;
}

/** The first event that a finding names is this one. */
const at = (index: number) => (findings: readonly Finding[]) =>
  Number(findings.map(({ where }) => /\bevent (\d+)/.exec(where)?.[1]).find((named) => named !== undefined) ?? NaN) === index;
const naming = (file: string) => (findings: readonly Finding[]) => findings.some(({ where }) => where === file || where.startsWith(`${file},`));
const saying = (words: string) => (findings: readonly Finding[]) => findings.some(({ problem }) => problem.includes(words));
/** The tree parts from what was signed between the checkpoints around this event. */
const around = (index: number, sizes = SIGNED) =>
  saying(`among events ${sizes.findLast((size) => size <= index) ?? 0} to ${sizes.find((size) => size > index)! - 1}.`);

const changed = (...files: [string, Buffer | string][]): TrialFiles => new Map([...honest, ...files.map(([name, content]) => [name, Buffer.from(content)] as const)]);
const linesOf = (name: string) => honest.get(name)!.toString().split('\n').slice(0, -1);
const rowsAs = (rows: string[]) => rows.map((row) => `${row}\n`).join('');

/** Another byte at this place. */
function altered(content: Buffer, place: number, random: Random): Buffer {
  const copy = Buffer.from(content);
  copy[place] = copy[place]! ^ (1 + random(255));
  return copy;
}

function byteOf(file: string, isFound: Tampering['isFound']) {
  return (random: Random): Tampering => ({ what: `a byte of ${file}`, files: changed([file, altered(honest.get(file)!, random(honest.get(file)!.length), random)]), isFound });
}

/** Where an event's entry begins in the entry bundle that it is in. */
function entryOf(index: number): { readonly file: string; readonly from: number; readonly length: number } {
  const first = index - (index % 256);
  const from = leaves.slice(first, index).reduce((sum, leaf) => sum + 2 + leaf.length, 0);
  return { file: first === 0 ? 'ledger/tile/entries/000' : `ledger/tile/entries/001.p/${SIZE - 256}`, from, length: leaves[index]!.length };
}

const renumbered = (events: readonly TrialEvent[]) => events.slice(0, SIZE).map(({ envelope, payload }, index) => ({ envelope: { ...envelope, index }, payload }));
const enveloped = (n: number, change: object) => ledger.events.with(n, { ...ledger.events[n]!, envelope: { ...ledger.events[n]!.envelope, ...change } });
const forged = (random: Random): TrialEvent => ({ ...ledger.events[random(SIZE)]!, payload: `{"amountCents":${random(1e9)}}` });

/** What can be done to the rows of a history; from which event on it differs. */
const REWRITES: readonly ((random: Random) => { readonly what: string; readonly n: number; readonly events: readonly TrialEvent[] })[] = [
  (random) => { const n = random(SIZE); return { what: `payload ${n} changed`, n, events: ledger.events.with(n, { ...ledger.events[n]!, payload: `{"amountCents":${random(1e9)}}` }) }; },
  (random) => { const n = random(SIZE); return { what: `row ${n} dropped`, n, events: renumbered([...ledger.events.toSpliced(n, 1), forged(random)]) }; },
  (random) => { const n = random(SIZE - 1); return { what: `row ${n} doubled`, n: n + 1, events: renumbered(ledger.events.toSpliced(n, 0, ledger.events[n]!)) }; },
  (random) => { const n = random(SIZE); return { what: `a row inserted at ${n}`, n, events: renumbered(ledger.events.toSpliced(n, 0, forged(random))) }; },
  (random) => { const n = random(SIZE - 1); const m = n + 1 + random(SIZE - n - 1); return { what: `rows ${n} and ${m} swapped`, n, events: renumbered(ledger.events.with(n, ledger.events[m]!).with(m, ledger.events[n]!)) }; },
  (random) => { const n = random(SIZE); return { what: `event ${n} re-dated`, n, events: enveloped(n, { occurredAt: new Date(random(1e9) * 1_000).toISOString() }) }; },
  (random) => { const n = random(SIZE); return { what: `actor of ${n} changed`, n, events: enveloped(n, { actor: `key-${random(1e9)}` }) }; },
];
/** Rotations cannot be made without the old key, so their event is not among those that are moved under the ledger's own keys. */
const ANY = (random: Random) => REWRITES[random(REWRITES.length)]!(random);

export const KINDS: Readonly<Record<string, (random: Random) => Tampering>> = {
  payload: (random) => {
    const n = random(SIZE);
    const rows = linesOf(EVENTS);
    const before = Buffer.byteLength(rowsAs(rows.slice(0, n)));
    return { what: `a byte of payload ${n}`, files: changed([EVENTS, altered(honest.get(EVENTS)!, before + random(Buffer.byteLength(rows[n]!)), random)]), isFound: at(n) };
  },
  envelope: (random) => {
    const n = random(SIZE);
    const { file, from, length } = entryOf(n);
    return { what: `a byte of envelope ${n}`, files: changed([file, altered(honest.get(file)!, from + random(2 + length), random)]), isFound: at(n) };
  },
  tile: (random) => {
    const n = random(SIZE);
    const file = n < 256 ? 'ledger/tile/0/000' : `ledger/tile/0/001.p/${SIZE - 256}`;
    return { what: `a byte of hash ${n}`, files: changed([file, altered(honest.get(file)!, (n % 256) * 32 + random(32), random)]), isFound: at(n) };
  },
  upper: byteOf('ledger/tile/1/000.p/1', naming('ledger/tile/1/000.p/1')),
  checkpoint: byteOf('ledger/checkpoint', naming('ledger/checkpoint')),
  signature: (random) => {
    const text = honest.get('ledger/checkpoint')!.toString();
    const from = text.lastIndexOf(' ') + 1;
    return { what: 'a digit of the signature', files: changed(['ledger/checkpoint', `${text.slice(0, from)}${Buffer.from(altered(Buffer.from(text.slice(from), 'base64'), random(68), random)).toString('base64')}\n`]), isFound: naming('ledger/checkpoint') };
  },
  note: byteOf('bundle.note', naming('bundle.note')),
  manifest: byteOf('bundle.json', (findings) => findings.length > 0),
  checkpoints: byteOf('checkpoints.jsonl', naming('checkpoints.jsonl')),
  keys: byteOf('keys/ledger.vkey', naming('keys/ledger.vkey')),
  figure: byteOf('figures/contact_rates.jsonl', naming('figures/contact_rates.jsonl')),
  table: byteOf('tables/result-codes.json', naming('tables/result-codes.json')),
  schema: byteOf('schemas/ContactAttempted.json', naming('schemas/ContactAttempted.json')),
  readme: byteOf('README.md', naming('README.md')),
  cut: (random) => {
    const [name, content] = [...honest][random(honest.size)]!;
    return { what: `${name} cut short`, files: changed([name, content.subarray(0, random(content.length))]), isFound: (findings) => findings.length > 0 };
  },
  removed: (random) => {
    const name = [...honest.keys()][random(honest.size)]!;
    const files = new Map(honest);
    files.delete(name);
    return { what: `${name} removed`, files, isFound: (findings) => findings.some(({ where, problem }) => where === name && problem === 'It is missing.') };
  },
  added: (random) => {
    const name = ['tables/more.json', 'figures/more.jsonl', 'events/000000065536.jsonl', 'ledger/tile/0/001', 'ledger/tile/entries/002', 'x', 'keys/more.vkey', 'ledger/tile/0/001.p/3'][random(8)]!;
    return { what: `${name} added`, files: changed([name, 'x']), isFound: saying('does not belong') };
  },
  row: (random) => {
    const rows = linesOf(EVENTS);
    const n = random(SIZE - 1);
    const m = n + 1 + random(SIZE - n - 1);
    const [what, first, after] = [
      ['dropped', n, rows.toSpliced(n, 1)], ['doubled', n + 1, rows.toSpliced(n, 0, rows[n]!)], ['inserted', n, rows.toSpliced(n, 0, `{"amountCents":${random(1e9)}}`)],
      [`swapped with ${m}`, n, rows.with(n, rows[m]!).with(m, rows[n]!)],
    ][random(4)] as [string, number, string[]];
    return { what: `row ${n} of the payloads ${what}`, files: changed([EVENTS, rowsAs(after)]), isFound: at(first) };
  },
  /** Payloads and leaves agree with each other, and not with the tiles. */
  leaves: (random) => {
    const { what, n, events } = ANY(random);
    const made = trialBundle({ ...ledger, events });
    const names = [EVENTS, 'ledger/tile/entries/000', `ledger/tile/entries/001.p/${SIZE - 256}`];
    return { what: `${what}, with its leaf`, files: changed(...names.map((name) => [name, made.get(name)!] as [string, Buffer])), isFound: at(n) };
  },
  /** Everything up the tree is made anew, by whoever has the server's code and no key. */
  tree: (random) => {
    const { what, n, events } = ANY(random);
    const made = trialBundle({ ...ledger, events });
    return { what: `${what}, with the tree`, files: new Map([...made, ...SEALED.map((name) => [name, honest.get(name)!] as const)]), isFound: around(n) };
  },
  /** The same under a key of the attacker's. */
  resigned: (random) => {
    const { what, events } = ANY(random);
    const other: TrialLedger = { ...ledger, events: events.filter(({ envelope }) => envelope['type'] !== 'LedgerKeyRotated'), keys: [{ key: stranger, after: -1 }], checkpoints: [100] };
    const files = trialBundle({ ...other, checkpoints: [100, other.events.length], events: renumbered(other.events) });
    return { what: `${what}, and all signed again`, files, isFound: saying('may have been signed again with another key') };
  },
  /** The same under the ledger's own key: only who holds an earlier checkpoint can tell. */
  betrayed: (random) => {
    const n = random(200);
    const held = SIGNED.find((size) => size > n)!;
    const own = trialBundle({ ...ledger, events: ledger.events.with(n, { ...ledger.events[n]!, payload: `{"amountCents":${random(1e9)}}` }) });
    const since = SIGNED.map((size) => trialCheckpoint(ledger, size, leaves.map(trialLeafHash)));
    return { what: `payload ${n} changed under the ledger's own key`, files: own, since, isFound: (findings) => around(n)(findings) && findings.some(({ check, problem }) => check === 'since' && problem.includes(`The tree of size ${held} has`)) };
  },
  /** What no key may sign. */
  lawless: (random) => {
    const n = 1 + random(199);
    const before = ledger.events[n - 1]!.envelope;
    const change = [
      { index: n + 1 }, { organization: '00000000-0000-4000-8000-000000000000' }, { position: before['position'] }, { recordedAt: '2020-01-01T00:00:00.000000Z' }, { id: before['id'] }, { stream: `new-${n}`, revision: 1 + random(1e6) }, { extra: 1 }, { v: 2 },
    ][random(8)]!;
    return { what: `event ${n} with ${JSON.stringify(change)}`, files: trialBundle({ ...ledger, events: enveloped(n, change) }), isFound: (findings) => findings.some(({ where }) => new RegExp(`\\bevent ${n}$`).test(where)) };
  },
  /** An older bundle in place of a newer one. */
  rollback: (random) => {
    const size = SIGNED[random(SIGNED.length - 1)]!;
    const files = trialBundle({ ...ledger, events: ledger.events.slice(0, size), checkpoints: SIGNED.filter((one) => one <= size) });
    return { what: `rolled back to ${size}`, files, since: [trialCheckpoint(ledger, SIZE, leaves.map(trialLeafHash))], isFound: saying(size > 200 ? 'rollback' : 'neither among your keys nor known to the bundle') };
  },
  /** bundle.json made anew over other files, signed by a stranger or by nobody. */
  unsealed: (random) => {
    const name = ['tables/result-codes.json', 'figures/contact_rates.jsonl', 'README.md', 'keys/ledger.vkey', 'checkpoints.jsonl'][random(5)]!;
    const files = changed([name, altered(honest.get(name)!, random(honest.get(name)!.length), random)]);
    sealTrial(files, ledger, stranger);
    if (random(2) === 0) files.set('bundle.note', honest.get('bundle.note')!);
    return { what: `${name} changed, with bundle.json`, files, isFound: naming('bundle.note') };
  },
};
