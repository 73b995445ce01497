import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import type { RowCounts } from './row-status.js';

/** How far an import came, beside its outcome file: written after each batch, gone when it is done. */
export interface Journal {
  /** SHA-256 of the file and of everything that decides what a row becomes: another of either is another import. */
  readonly fileHash: string;
  readonly settingsHash: string;
  /** Rows whose outcome is in the outcome file, which then was so many bytes long. */
  readonly rows: number;
  readonly outcomeBytes: number;
  readonly counts: RowCounts;
}

const journalOf = (outcomes: string) => `${outcomes}.resume`;

/** What an earlier run left, or why nothing of it can be used: a sentence for the user. */
export async function earlierRun(outcomes: string, fileHash: string, settingsHash: string): Promise<Journal | string | undefined> {
  const text = await readFile(journalOf(outcomes), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const journal = parsed(text);
  if (!journal) return 'The note of how far the last import came cannot be read, so this one begins at the first row. What is recorded stays recorded once.';
  if (journal.fileHash !== fileHash) return 'The file has changed since its import was interrupted, so this one begins at the first row. What is recorded stays recorded once.';
  if (journal.settingsHash !== settingsHash) return 'The mapping or the options have changed since the import was interrupted, so this one begins at the first row. What is recorded stays recorded once.';
  const bytes = await stat(outcomes).then(({ size }) => size, () => -1);
  if (bytes < journal.outcomeBytes) return 'The outcome file is shorter than the interrupted import left it, so this one begins at the first row. What is recorded stays recorded once.';
  return journal;
}

/** Written beside and renamed over, so that a killed import leaves the old or the new one, whole. */
export async function keepJournal(outcomes: string, journal: Journal): Promise<void> {
  const path = journalOf(outcomes);
  await writeFile(`${path}.new`, JSON.stringify(journal));
  await rename(`${path}.new`, path);
}

export async function dropJournal(outcomes: string): Promise<void> {
  await rm(journalOf(outcomes), { force: true });
}

function parsed(text: string): Journal | undefined {
  try {
    const journal = JSON.parse(text) as Journal;
    return Number.isSafeInteger(journal.rows) && Number.isSafeInteger(journal.outcomeBytes) && journal.counts ? journal : undefined;
  } catch {
    return undefined;
  }
}
