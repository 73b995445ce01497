import { PostgresEventLog } from '@fieldledger/event-log';
import { nameUuid, type AppendRequest } from '@fieldledger/kernel';
import { Ledger, Notary, parseCheckpoint, SigningKey, sizeOf, tilePath, tilesOf } from '@fieldledger/ledger';
import { canvassHistory, randomFrom, SEED, startTestPostgres } from '@fieldledger/testing';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { goCommand, goProgram, run } from '../foreign/programs.js';

const FSCK = 'github.com/transparency-dev/tessera/cmd/fsck@v1.0.4';
const upTo = randomFrom(SEED);
/** Of one tile or none, on both sides of its end, of tiles above tiles, and of a level above those. */
const SIZES = [1, 2, 255, 256, 257, 258 + upTo(900), 1_500 + upTo(3_000), 65_537 + upTo(2_000)];
/** A ledger is looked at so often while it grows. */
const STAGES = 3;
const KEY = SigningKey.fromSeed(Buffer.alloc(32, 1));
const originOf = (organization: string) => `ledger.example/${organization}`;

interface Exported {
  readonly organization: string;
  readonly folder: string;
  readonly vkey: string;
}

describe('a ledger of ours', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'fieldledger-foreign-'));
  const exported: Exported[] = [];
  let programs: { readonly sumdb: string | undefined; readonly fsck: string | undefined };

  beforeAll(async () => {
    console.log(`SEED=${SEED} sizes ${SIZES.join(', ')}`);
    programs = { sumdb: await goProgram('ledger', scratch, 'golang.org/x/mod/sumdb on a ledger of ours'), fsck: await goCommand(FSCK, scratch, 'Tessera’s fsck on a ledger of ours') };
    if (programs.sumdb || programs.fsck) exported.push(...(await exportLedgers(scratch)));
  }, 480_000);
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  const accepted = async ({ folder, vkey }: Exported) => run(programs.sumdb!, [folder, vkey, String(SEED)]);
  /** It ends with 0 whatever it found, and says it in a line. With one worker it would hang where a worker stopped at a fault. */
  const fsck = async ({ folder, vkey }: Exported) => {
    writeFileSync(join(folder, 'vkey'), vkey);
    const { said } = await run(programs.fsck!, [`--storage_url=file://${folder}/`, `--public_key=${join(folder, 'vkey')}`, '--ui=false', '--N=8']);
    return /(?:fsck failed|Successfully).{0,80}/.exec(said)?.[0] ?? said;
  };
  /** Another ledger that is as one of ours was, but for what is done to it. */
  const altered = (of: Exported, alter: (folder: string) => void): Exported => {
    const folder = mkdtempSync(join(scratch, 'altered-'));
    cpSync(of.folder, folder, { recursive: true });
    alter(folder);
    return { ...of, folder };
  };
  const [middle, large] = [SIZES.length - 2, SIZES.length - 1];

  it('of any size is accepted by golang.org/x/mod/sumdb: every leaf, every checkpoint, proofs at random, receipts', async () => {
    if (!programs.sumdb) return;
    for (const [i, ledger] of exported.entries()) {
      const { code, said } = await accepted(ledger);
      expect([code, said]).toEqual([0, expect.stringContaining(`"size":${SIZES[i]}}`)]);
      const { checkpoints, receipts } = JSON.parse(said) as { checkpoints: number; receipts: number };
      expect(checkpoints).toBeGreaterThanOrEqual(Math.min(SIZES[i]!, STAGES) - 1);
      expect(receipts).toBeGreaterThan(0);
    }
  }, 120_000);

  it('of any size is accepted by Tessera’s fsck', async () => {
    if (!programs.fsck) return;
    for (const [i, ledger] of exported.entries()) expect(await fsck(ledger)).toContain(`Successfully fsck'd log with size ${SIZES[i]}`);
  }, 120_000);

  it.each([
    ['a hash of a leaf', middle, (folder: string) => flip(some(join(folder, 'tile/0')))],
    ['a hash of a tile’s root', middle, (folder: string) => flip(some(join(folder, 'tile/1')))],
    ['a hash of a tile of tiles’ root', large, (folder: string) => flip(some(join(folder, 'tile/2')))],
    ['a leaf', middle, (folder: string) => flip(some(join(folder, 'tile/entries')))],
    ['the size in the checkpoint', middle, (folder: string) => edit(join(folder, 'checkpoint'), (it) => it.replace(/^\d+$/m, (size) => String(Number(size) - 1)))],
    ['the signature of the checkpoint', middle, (folder: string) => edit(join(folder, 'checkpoint'), (it) => it.replace(/(.{20})(.)(.{20}\n)$/, (_, before: string, one: string, after: string) => `${before}${one === 'A' ? 'B' : 'A'}${after}`))],
  ])('is refused by both once one byte of %s is another', async (_, which, alter) => {
    const changed = exported[which] && altered(exported[which], alter);
    if (changed && programs.sumdb) expect((await accepted(changed)).code).toBe(1);
    if (changed && programs.fsck) expect(await fsck(changed)).toContain('fsck failed');
  }, 60_000);

  it.each([
    ['a receipt names another index', (folder: string) => edit(some(join(folder, 'proofs')), (it) => it.replace(/^index (\d+)$/m, (_, index: string) => `index ${Number(index) + 1}`))],
    ['a receipt is of another leaf', (folder: string) => edit(some(join(folder, 'proofs')), (it) => it.replace(/^extra (.{40})(.)/m, (_, before: string, one: string) => `extra ${before}${one === 'A' ? 'B' : 'A'}`))],
    ['a receipt has another hash', (folder: string) => edit(some(join(folder, 'proofs')), (it) => it.replace(/^(index \d+\n.{20})(.)/m, (_, before: string, one: string) => `${before}${one === 'A' ? 'B' : 'A'}`))],
    ['we signed two heads for one size', (folder: string) => edit(join(folder, 'checkpoints.jsonl'), (it) => it.replace(/^.*$/m, (line) => JSON.stringify(forged(JSON.parse(line) as string))))],
  ])('is refused by sumdb when %s', async (_, alter) => {
    if (!programs.sumdb) return;
    const { code, said } = await accepted(altered(exported[middle]!, alter));
    expect([code, said]).toEqual([1, expect.stringMatching(/inclusion|proof|base64|hash|recorded|consisten/i)]);
  }, 60_000);

  it('is refused by both under another key', async () => {
    const ledger = exported[middle] && { ...exported[middle], vkey: SigningKey.fromSeed(Buffer.alloc(32, 2)).vkey(originOf(exported[middle].organization)) };
    if (ledger && programs.sumdb) expect((await accepted(ledger)).code).toBe(1);
    if (ledger && programs.fsck) expect(await fsck(ledger)).toContain('fsck failed');
  });
});

/** Grows a ledger of each size, and writes it as it is served. */
async function exportLedgers(scratch: string): Promise<Exported[]> {
  const postgres = await startTestPostgres();
  const log = await PostgresEventLog.open({ url: postgres.url });
  const ledger = await Ledger.open({ url: postgres.url });
  const keys = { current: KEY, previous: undefined, origin: 'the test' };
  const notary = Notary.start({ log, databaseUrl: postgres.url, originOf, keys: async () => keys, everyMs: 50, tell: () => undefined });
  const growing = SIZES.map((size, n) => {
    const organization = nameUuid('foreign-ledger', String(n));
    return { organization, folder: join(scratch, `ledger-${size}`), vkey: KEY.vkey(originOf(organization)), size, requests: requestsOf(organization, size), stood: 0 };
  });
  try {
    for (let stage = 1; stage <= STAGES; stage++) {
      for (const each of growing) {
        const rest = each.requests.length;
        const part = each.requests.splice(0, stage === STAGES ? rest : Math.ceil((rest * upTo(100)) / 100));
        each.stood += part.reduce((sum, { events }) => sum + events.length, 0);
        for (let at = 0; at < part.length; at += 1_000) {
          const outcomes = await log.append(part.slice(at, at + 1_000));
          expect(outcomes.every(({ outcome }) => outcome === 'appended')).toBe(true);
        }
      }
      for (const { organization, folder, stood } of growing) {
        await until(async () => {
          const checkpoint = await ledger.checkpoint(organization);
          return (checkpoint === undefined ? 0 : sizeOf(checkpoint)) === stood;
        });
        await writeReceipts(ledger, organization, stood, folder);
      }
    }
    for (const { organization, folder } of growing) await writeAsServed(ledger, organization, folder);
  } finally {
    await notary.stop();
    await ledger.close();
    await log.close();
    await postgres.stop();
  }
  return growing;
}

/** A canvass of exactly so many events. */
function requestsOf(organization: string, size: number): AppendRequest[] {
  const requests = [...canvassHistory({ seed: SEED, events: size, organizations: [organization] })];
  const made = requests.reduce((sum, { events }) => sum + events.length, 0);
  const last = requests.pop()!;
  return [...requests, { ...last, events: last.events.slice(0, last.events.length - (made - size)) }].filter(({ events }) => events.length > 0);
}

async function writeReceipts(ledger: Ledger, organization: string, size: number, folder: string): Promise<void> {
  for (const index of new Set(size === 0 ? [] : [0, size - 1, upTo(size), upTo(size), upTo(size)])) {
    const position = (await ledger.positionOf(organization, index))!;
    write(join(folder, 'proofs', `${position}-at-${size}.tlog-proof`), (await ledger.proof(organization, position))!);
  }
}

async function writeAsServed(ledger: Ledger, organization: string, folder: string): Promise<void> {
  const checkpoint = (await ledger.checkpoint(organization))!;
  write(join(folder, 'checkpoint'), checkpoint);
  const published = await ledger.checkpoints(organization, 0, Number.MAX_SAFE_INTEGER, 10_000);
  write(join(folder, 'checkpoints.jsonl'), published.map((each) => `${JSON.stringify(each.checkpoint)}\n`).join(''));
  for (const { level, n, width } of tilesOf(sizeOf(checkpoint))) {
    const paths = [tilePath(level, n, width), ...(level === 0 ? [tilePath('entries', n, width)] : [])];
    for (const path of paths) write(join(folder, path), (await ledger.tile(organization, path))!);
  }
}

function write(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** A file at random below a folder. */
function some(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name)).sort();
  return files[upTo(files.length)]!;
}

function flip(file: string): void {
  const bytes = readFileSync(file);
  const at = upTo(bytes.length);
  bytes[at] = bytes[at]! ^ (1 << upTo(8));
  writeFileSync(file, bytes);
}

function edit(file: string, change: (content: string) => string): void {
  const content = readFileSync(file, 'utf8');
  const changed = change(content);
  expect(changed).not.toBe(content);
  writeFileSync(file, changed);
}

/** Our own signature below another root. */
function forged(checkpoint: string): string {
  const { origin, size } = parseCheckpoint(checkpoint);
  return KEY.sign(origin, `${origin}\n${size}\n${Buffer.alloc(32, 7).toString('base64')}\n`);
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 120_000; !(await isSo()); await new Promise((resolve) => setTimeout(resolve, 50))) {
    if (Date.now() > deadline) throw new Error('It did not come to that within two minutes.');
  }
}
