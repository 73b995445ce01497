import Table from 'cli-table3';
import type { ReadingsPage } from '@fieldledger/http';
import { answerOf, type Client } from './client.js';

export interface ReadingsOptions {
  readonly before?: string;
  readonly after?: string;
  readonly limit: string;
}

/** Prints the organization's own record of reading, the newest first. */
export async function readings(client: Client, { before, after, limit }: ReadingsOptions, print: (text: string) => void): Promise<void> {
  const parameters = new URLSearchParams({ limit, ...(before !== undefined && { before }), ...(after !== undefined && { after }) });
  const { readings: found, next } = await answerOf<ReadingsPage>(await client.request('GET', `/readings?${parameters}`));
  const table = new Table({ head: ['at', 'app', 'key', 'what', 'path', 'times', 'amount'], style: { head: [], border: [], compact: true } });
  for (const { at, app, keyId, what, path, times, amount } of found) table.push([at, app, keyId, what, path, times, amount]);
  print(next === null ? table.toString() : `${table.toString()}\nThese are ${found.length} of the lines. For those that follow: --after ${JSON.stringify(next)}`);
}
