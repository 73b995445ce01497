import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseVkey } from '@fieldledger/verifier';
import { problemText, type Client } from './client.js';

/** The vkeys in a file, a line each. @throws Error when there are none, or something else is in it */
export async function vkeysIn(file: string): Promise<string[]> {
  const vkeys = linesOf(await readFile(file, 'utf8'));
  try {
    vkeys.forEach(parseVkey);
  } catch (error) {
    throw new Error(`${file} is not a file of vkeys, a line each, as fieldledger ledger-key prints them: ${(error as Error).message}`, { cause: error });
  }
  if (vkeys.length === 0) throw new Error(`There is no key in ${file}.`);
  return vkeys;
}

const LOOK_MS = 100;

/**
 * The vkeys that the server says its ledger is signed with, the one that signs now first.
 * @param patienceMs how long the first signature is waited for: it follows the first event
 * @throws Error with the server's sentence
 */
export async function vkeysOf(client: Client, patienceMs = 0): Promise<string[]> {
  for (const deadline = Date.now() + patienceMs; ; await sleep(LOOK_MS)) {
    const response = await client.request('GET', '/ledger/keys');
    const text = await response.text();
    if (response.ok) return linesOf(text);
    if (response.status !== 404 || Date.now() >= deadline) throw new Error(problemText(response.status, text));
  }
}

const linesOf = (text: string) => text.split('\n').map((line) => line.trim()).filter(Boolean);
