import { mkdirSync, mkdtempSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { randomFrom, SEED, trialBundle, trialCheckpoint, trialKey, trialLeaf, trialLeafHash, trialLedger, writeTrial, type TrialFiles } from '@fieldledger/testing';
import { verifyBundle } from '@fieldledger/verifier';
import { honest, keys, KINDS } from './bundle-alterations.js';

const TAMPERINGS = Number(process.env['TAMPERINGS'] ?? 600);
const LEGITIMATE = Number(process.env['LEGITIMATE'] ?? 15);
const NAMES = Object.keys(KINDS);
/** Alterations that need a bundle made anew cost five times the others; they come a third as often. */
const COSTLY = new Set(['leaves', 'tree', 'resigned', 'betrayed', 'lawless', 'rollback']);

let directory: string;
beforeAll(() => {
  console.log(`SEED=${SEED}`);
  directory = mkdtempSync(join(tmpdir(), 'bundle-tamper-'));
  writeTrial(directory, honest);
});
afterAll(() => rmSync(directory, { recursive: true }));

/** Makes the directory hold these files, given that it holds those. */
function exchange(those: TrialFiles, these: TrialFiles): void {
  for (const [name, content] of these) {
    if (those.get(name)?.equals(content)) continue;
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
  for (const name of those.keys()) if (!these.has(name)) remove(name);
}

/** With the directories that hold nothing after it, which would be an alteration too. */
function remove(name: string): void {
  rmSync(join(directory, name));
  for (let above = dirname(name); above !== '.' && readdirSync(join(directory, above)).length === 0; above = dirname(above)) rmdirSync(join(directory, above));
}

it(`Each of ${TAMPERINGS} alterations of a bundle is found, and where it is`, async () => {
  const counts = new Map<string, number>();
  const startedAt = performance.now();
  let spent = 0;
  for (let n = 0; n < TAMPERINGS; n++) {
    const random = randomFrom(SEED * 1_000_003 + n);
    let name = NAMES[random(NAMES.length)]!;
    if (COSTLY.has(name) && random(3) > 0) name = NAMES[random(3)]!;
    const { what, files, since, isFound } = KINDS[name]!(random);
    exchange(honest, files);
    const from = performance.now();
    const { findings } = await verifyBundle(directory, { keys, ...(since ? { since } : {}) });
    spent += performance.now() - from;
    exchange(files, honest);
    if (findings.length === 0 || !isFound(findings)) throw new Error(`SEED=${SEED}, alteration ${n}: ${what}; found: ${JSON.stringify(findings.slice(0, 5), null, 1)}`);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  expect((await verifyBundle(directory, { keys })).findings).toEqual([]);
  console.log(`${TAMPERINGS} alterations in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s, ${(spent / TAMPERINGS).toFixed(1)} ms to a check: ${[...counts].map(([name, count]) => `${name} ${count}`).join(', ')}`);
}, 60_000 + TAMPERINGS * 60);

it(`Each of ${LEGITIMATE} ledgers that grew, changed keys and published raises no alarm`, async () => {
  for (let n = 0; n < LEGITIMATE; n++) {
    const random = randomFrom(SEED * 1_000_003 + 500_000 + n);
    const events = [random(8), random(300), random(1_200)][random(3)]!;
    const some = (count: number, below: number) => [...new Set(Array.from({ length: count }, () => random(below)))].sort((a, b) => a - b);
    const witness = trialKey('witness.example/w', SEED, 4);
    const grown = trialLedger({ seed: SEED + n, events, rotations: events > 0 ? some(random(4), events) : [], checkpoints: events > 0 ? some(random(8), events) : [], witnesses: random(2) ? [witness] : [] });
    const hashes = grown.events.map((event) => trialLeafHash(trialLeaf(event)));
    const since = some(random(4), events + 1).map((size) => trialCheckpoint(grown, size, hashes));
    const place = mkdtempSync(join(tmpdir(), 'bundle-grown-'));
    try {
      writeTrial(place, trialBundle(grown));
      const trusted = grown.keys.filter(({ after }) => after < events);
      const { findings } = await verifyBundle(place, { keys: [trusted[random(trusted.length)]!.key.vkey], since, witnesses: grown.witnesses.map(({ vkey }) => vkey) });
      if (findings.length > 0) throw new Error(`SEED=${SEED}, ledger ${n}: ${JSON.stringify(findings.slice(0, 5), null, 1)}`);
    } finally {
      rmSync(place, { recursive: true });
    }
  }
}, 60_000 + LEGITIMATE * 2_000);
