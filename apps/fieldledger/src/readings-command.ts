import Table from 'cli-table3';
import type { KeptReading } from '@fieldledger/http';
import { answerOf, type Client } from './client.js';

/** Prints the organization's own record of reading, the newest first. */
export async function readings(client: Client, { before, limit }: { readonly before?: string; readonly limit: string }, print: (text: string) => void): Promise<void> {
  const parameters = new URLSearchParams({ limit, ...(before !== undefined && { before }) });
  const { readings: found } = await answerOf<{ readings: KeptReading[] }>(await client.request('GET', `/readings?${parameters}`));
  const table = new Table({ head: ['at', 'app', 'key', 'what', 'path', 'times', 'amount'], style: { head: [], border: [], compact: true } });
  for (const { at, app, keyId, what, path, times, amount } of found) table.push([at, app, keyId, what, path, times, amount]);
  print(table.toString());
}
