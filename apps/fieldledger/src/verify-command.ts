import { createReadStream, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SingleBar } from 'cli-progress';
import { ForeignCheckpoint, LONGEST_NOTE, parseCheckpoint, parseNote, quoted, verifyBundle, type Verification } from '@fieldledger/verifier';
import { vkeysIn } from './ledger-keys.js';

export interface VerifyOptions {
  /** A file with the vkeys that the auditor trusts, a line each. */
  readonly key: string;
  /** Files with checkpoints that the auditor kept. */
  readonly since: readonly string[];
  /** A file with the vkeys of witnesses, a line each: every one of them must have signed the checkpoint. */
  readonly witness?: string;
  readonly json?: boolean;
}

/** Of which a bundle still has some, whatever was taken out of it. */
const OF_A_BUNDLE = ['bundle.json', 'bundle.note', 'checkpoints.jsonl', 'events', 'ledger'];

/** Checks a bundle without a server, says what was checked and what could not be, and whether anything is wrong. */
export async function verify(directory: string, { key, since, witness, json }: VerifyOptions, print: (text: string) => void): Promise<void> {
  const keys = await vkeysIn(key);
  const witnesses = witness === undefined ? [] : await vkeysIn(witness);
  const held = await Promise.all(since.map(checkpointIn));
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) throw new Error(`There is no folder ${directory}. Name the one that the bundle was exported into.`);
  if (!OF_A_BUNDLE.some((name) => existsSync(join(directory, name)))) throw new Error(`There is no bundle in ${directory}. Name the folder that it was exported into.`);
  const bar = new SingleBar({ stream: process.stderr, clearOnComplete: false, hideCursor: true, format: '{bar} {percentage}% | {value} of {total} events | {eta_formatted} left' });
  const found = await verifyBundle(directory, {
    keys, since: held, witnesses,
    onProgress(events, of) {
      if (!bar.isActive) bar.start(of, 0);
      bar.update(events);
    },
  }).catch((error: unknown) => {
    if (!(error instanceof ForeignCheckpoint)) throw error;
    throw new Error(`${since[error.nth]} is a checkpoint of the ledger ${quoted(error.origin)}, and ${directory} is a bundle of ${quoted(error.bundleOrigin)}. Nothing is said of the bundle: name a checkpoint that you kept of its ledger, or none.`, { cause: error });
  }).finally(() => bar.stop());
  const whole = found.findings.length === 0 ? await withFigures(directory, keys, found) : found;
  if (whole.findings.length > 0) process.exitCode = 1;
  print(json ? JSON.stringify(whole, null, 2) : inWords(directory, whole));
}

/** @throws Error when it is no checkpoint: then nothing is wrong with the bundle */
async function checkpointIn(file: string): Promise<string> {
  const text = await startOf(file);
  try {
    parseCheckpoint(parseNote(text).text);
  } catch (error) {
    throw new Error(`${file} is not a checkpoint, such as the file ledger/checkpoint of a bundle: ${(error as Error).message}`, { cause: error });
  }
  return text;
}

/** No more of a file than tells that it is longer than a note may be. */
async function startOf(file: string): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of createReadStream(file, { end: LONGEST_NOTE })) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

/** What the verifier leaves to whoever has the folds, the codes and the rules: loaded only here, for that takes a second. */
async function withFigures(directory: string, keys: readonly string[], found: Verification): Promise<Verification> {
  const [{ refold }, { compareMeanings }] = [await import('./refold.js'), await import('./compare-meanings.js')];
  const refolded = await refold(directory, keys, found, (n, of) => process.stderr.isTTY && console.error(`Folding the events again${of > 1 ? ` (${n + 1} of ${of})` : ''}.`));
  const meanings = await compareMeanings(directory);
  const same = refolded.flatMap(({ rows, differs }) => (differs === undefined && rows !== undefined ? [rows] : []));
  return {
    ...found,
    findings: refolded.flatMap(({ projection, differs }) => (differs === undefined ? [] : [{ check: 'figures', where: `figures/${projection}.jsonl`, problem: `The events do not make this table: ${differs}.` }])),
    checked: [...found.checked, ...(same.length === 0 ? [] : [`${same.length} tables of figures, ${same.reduce((sum, rows) => sum + rows, 0)} rows: folding the events again gives the same`]), ...meanings.checked],
    unchecked: [
      ...found.unchecked.filter((each) => !each.includes('folding them again')),
      ...refolded.flatMap(({ projection, unchecked }) => (unchecked === undefined ? [] : [`the figures of ${projection}: ${unchecked}`])),
      ...meanings.unchecked,
    ],
  };
}

function inWords(directory: string, { origin, size, findings, checked, unchecked }: Verification): string {
  const lines = [...checked.map((each) => `checked      ${each}`), ...unchecked.map((each) => `NOT CHECKED  ${each}`), ...findings.map(({ check, where, problem }) => `WRONG        ${check}, ${where}: ${problem}`)];
  const verdict = findings.length === 0 ? `Nothing was changed: ${size} events of ${origin}.` : `${directory} is not what was recorded and signed: ${findings.length === 1 ? 'one finding' : `${findings.length} findings`}.`;
  return [...lines, verdict].join('\n');
}
