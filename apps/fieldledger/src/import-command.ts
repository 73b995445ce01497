import { SingleBar } from 'cli-progress';
import { importFile, type ItemOutcome } from '@fieldledger/sources';
import { Unavailable } from '@fieldledger/kernel';
import { problemText, type Client } from './client.js';

export interface ImportOptions {
  readonly format: string;
  readonly mapping?: string;
  readonly zone?: string;
  readonly campaign?: string;
  readonly outcomes?: string;
  readonly restart?: boolean;
  readonly json?: boolean;
}

/** Imports files one after the other, and prints what became of their rows. */
export async function importCommand(client: Client, files: readonly string[], options: ImportOptions): Promise<void> {
  for (const file of files) {
    const bar = new SingleBar({
      stream: process.stderr, clearOnComplete: false, hideCursor: true,
      format: '{bar} {percentage}% | {rows} rows | {rate} rows/s | {eta_formatted} left',
    });
    const summary = await importFile({
      ...options,
      file,
      send: (items) => sendBatch(client, items),
      onProgress: ({ bytes, totalBytes, rows, rate }) => {
        if (!bar.isActive) bar.start(totalBytes, 0, { rows: 0, rate: 0 });
        bar.update(bytes, { rows, rate: Math.round(rate) });
      },
    });
    bar.stop();
    console.log(options.json ? JSON.stringify(summary) : `${file}: ${Object.entries(summary).map(([name, value]) => `${name} ${value}`).join(', ')}`);
    if (summary.refused > 0) process.exitCode = 1;
  }
}

/** @throws Unavailable when the server says to come back later; Error with its words when the whole batch is refused */
async function sendBatch(client: Client, items: readonly object[]): Promise<ItemOutcome[]> {
  const response = await client.request('POST', '/contact-attempts/batch?mode=partial', { items });
  const text = await response.text();
  if (response.status === 429 || response.status === 503) {
    throw new Unavailable('overloaded', problemText(response.status, text), Number(response.headers.get('retry-after') ?? 1));
  }
  if (!response.ok) throw new Error(problemText(response.status, text));
  return (JSON.parse(text) as { items: ItemOutcome[] }).items;
}
