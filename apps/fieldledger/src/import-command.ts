import { SingleBar } from 'cli-progress';
import { importFile, type ImportFileOptions, type ImportSummary, type ItemOutcome } from '@fieldledger/sources';
import { Unavailable } from '@fieldledger/kernel';
import { problemText, type Client } from './client.js';

export type ImportOptions = Pick<ImportFileOptions, 'format' | 'mapping' | 'zone' | 'campaign' | 'outcomes' | 'restart'> & { readonly json?: boolean };

/** Imports files one after the other, and prints what became of their rows. */
export async function importCommand(client: Client, files: readonly string[], options: ImportOptions): Promise<void> {
  for (const file of files) {
    const bar = new SingleBar({
      stream: process.stderr, clearOnComplete: false, hideCursor: true,
      format: '{bar} {percentage}% | {rows} rows | {rate} rows/s | {eta_formatted} left',
    });
    let position = '';
    const summary = await importFile({
      ...options,
      file,
      async send(items) {
        const outcomes = await sendBatch(client, items);
        for (const outcome of outcomes) if (outcome.status !== 'refused' && outcome.position > position) position = outcome.position;
        return outcomes;
      },
      onProgress: ({ bytes, totalBytes, rows, rate }) => {
        if (!bar.isActive) bar.start(totalBytes, 0, { rows: 0, rate: 0 });
        bar.update(bytes, { rows, rate: Math.round(rate) });
      },
    }).finally(() => bar.stop());
    console.log(options.json ? JSON.stringify({ ...summary, position }) : summaryText(file, summary, position));
    if (summary.refused > 0) process.exitCode = 1;
  }
}

function summaryText(file: string, { rows, accepted, same, flagged, skipped, refused, outcomes }: ImportSummary, position: string): string {
  const counts = { accepted, flagged, 'same as before': same, skipped, refused };
  const shown = Object.entries(counts).map(([name, count]) => `${count.toLocaleString('en-US')} ${name}`);
  const visible = position ? `\nReports that have come to position ${position} count them (--min-position).` : '';
  return `${file}: ${rows.toLocaleString('en-US')} rows: ${shown.join(', ')}.\nWhat became of each row: ${outcomes}${visible}`;
}

/** @throws Unavailable when the server does not answer or says to come back later; Error with its words when the whole batch is refused */
async function sendBatch(client: Client, items: readonly object[]): Promise<ItemOutcome[]> {
  const response = await client.request('POST', '/contact-attempts/batch?mode=partial', { items });
  const text = await response.text();
  if (response.status === 429 || response.status === 503) {
    throw new Unavailable('overloaded', problemText(response.status, text), Number(response.headers.get('retry-after') ?? 1));
  }
  if (!response.ok) throw new Error(problemText(response.status, text));
  return (JSON.parse(text) as { items: ItemOutcome[] }).items;
}
