import type { ReadingsPage } from '@fieldledger/http';
import { answerOf, type Client } from './client.js';
import { printedTable } from './printed-table.js';

export interface ReadingsOptions {
  readonly before?: string;
  readonly after?: string;
  readonly limit: string;
}

/** Prints the organization's own record of reading, the newest first. */
export async function readings(client: Client, { before, after, limit }: ReadingsOptions, print: (text: string) => void): Promise<void> {
  const parameters = new URLSearchParams({ limit, ...(before !== undefined && { before }), ...(after !== undefined && { after }) });
  const { readings: found, next } = await answerOf<ReadingsPage>(await client.request('GET', `/readings?${parameters}`));
  const table = printedTable(['at', 'app', 'key', 'what', 'path', 'times', 'amount'], found.map(({ at, app, keyId, what, path, times, amount }) => [at, app, keyId, what, path, String(times), String(amount)]));
  print(next === null ? table : `${table}\nThese are ${found.length} of the lines. For those that follow: --after ${JSON.stringify(next)}`);
}
