import { readFile } from 'node:fs/promises';
import { problemText, type Client } from './client.js';

/** The vkeys in a file, a line each. */
export async function vkeysIn(file: string): Promise<string[]> {
  return linesOf(await readFile(file, 'utf8'));
}

/** The vkeys that the server says its ledger is signed with, the one that signs now first. @throws Error with the server's sentence */
export async function vkeysOf(client: Client): Promise<string[]> {
  const response = await client.request('GET', '/ledger/keys');
  const text = await response.text();
  if (!response.ok) throw new Error(problemText(response.status, text));
  return linesOf(text);
}

const linesOf = (text: string) => text.split('\n').map((line) => line.trim()).filter(Boolean);
