import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { SingleBar } from 'cli-progress';
import { FileFault, importFile, isFileFault, type Door, type ImportFileOptions, type ImportSummary, type ItemOutcome } from '@fieldledger/sources';
import { Unavailable } from '@fieldledger/kernel';
import { answerOf, problemText, type Client } from './client.js';
import { printable } from './printable.js';

export type ImportOptions = Pick<ImportFileOptions, 'format' | 'mapping' | 'zone' | 'campaign' | 'outcomes' | 'restart'> & { readonly json?: boolean };

/** Imports files one after the other, and prints what became of their rows. One that is refused does not stop those after it. */
export async function importCommand(client: Client, files: readonly string[], options: ImportOptions): Promise<void> {
  const outcomes = outcomesIn(options.outcomes, files);
  for (const file of files) {
    try {
      await importOne(client, file, { ...options, outcomes: outcomes(file) });
    } catch (error) {
      if (!isFileFault(error)) throw error;
      console.error(printable(`fieldledger: ${error.message.includes(file) ? '' : `${file}: `}${error.message}`));
      process.exitCode = 1;
    }
  }
}

/** Of several files, what is named is the folder of their outcome files: in one file each would be written over by the next. @throws Error when two would have one name there */
function outcomesIn(named: string | undefined, files: readonly string[]): (file: string) => string | undefined {
  if (named === undefined || files.length === 1) return () => named;
  if (new Set(files.map((file) => basename(file))).size < files.length) throw new Error('Two of the files have one name, and --outcomes would have one place for what became of both. Import them one by one, or leave it out: it is then beside each file.');
  mkdirSync(named, { recursive: true });
  return (file) => join(named, `${basename(file)}.outcomes.csv`);
}

async function importOne(client: Client, file: string, options: ImportOptions): Promise<void> {
  const bar = new SingleBar({
    stream: process.stderr, clearOnComplete: false, hideCursor: true,
    format: '{bar} {percentage}% | {rows} rows | {rate} rows/s | {eta_formatted} left',
  });
  let position = '';
  const summary = await importFile({
    ...options,
    file,
    async send(door, items) {
      const outcomes = await sendBatch(client, door, items);
      for (const outcome of outcomes) if (outcome.status !== 'refused' && outcome.position > position) position = outcome.position;
      return outcomes;
    },
    async post(path, body) {
      const response = await notTooBusy(await client.request('POST', `/${path}`, body));
      if (response.status === 409) throw new FileFault(problemText(response.status, await response.text()));
      const answer = await answerOf<{ position?: string }>(response);
      if (answer.position !== undefined && answer.position > position) position = answer.position;
      return answer;
    },
    onProgress: ({ bytes, totalBytes, rows, rate }) => {
      if (!bar.isActive) bar.start(totalBytes, 0, { rows: 0, rate: 0 });
      bar.update(bytes, { rows, rate: Math.round(rate) });
    },
  }).finally(() => bar.stop());
  console.log(printable(options.json ? JSON.stringify({ ...summary, position }) : summaryText(file, summary, position)));
  if (summary.refused > 0) process.exitCode = 1;
}

function summaryText(file: string, { rows, accepted, same, flagged, skipped, refused, outcomes, note }: ImportSummary, position: string): string {
  const counts = { accepted, flagged, 'same as before': same, skipped, refused };
  const shown = Object.entries(counts).map(([name, count]) => `${count.toLocaleString('en-US')} ${name}`);
  const visible = position ? `\nReports that have come to position ${position} count them (--min-position).` : '';
  return `${file}: ${rows.toLocaleString('en-US')} rows: ${shown.join(', ')}.${note === undefined ? '' : `\n${note}`}\nWhat became of each row: ${outcomes}${visible}`;
}

/** @throws Unavailable when the server does not answer or says to come back later; Error with its words when the whole batch is refused */
async function sendBatch(client: Client, door: Door, items: readonly object[]): Promise<ItemOutcome[]> {
  const response = await notTooBusy(await client.request('POST', `/${door}/batch?mode=partial`, { items }));
  return (await answerOf<{ items: ItemOutcome[] }>(response)).items;
}

/** @throws Unavailable when the server says to come back later */
async function notTooBusy(response: Response): Promise<Response> {
  if (response.status !== 429 && response.status !== 503) return response;
  throw new Unavailable('overloaded', problemText(response.status, await response.text()), Number(response.headers.get('retry-after') ?? 1));
}
