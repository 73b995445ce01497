import { canonical, sha256, withMembers } from '@fieldledger/kernel';
import { FileFault } from './file-fault.js';
import { sourceFor } from './formats.js';
import { inputFile } from './input-file.js';
import type { PostBody, SendItems } from './item-outcome.js';
import { OutcomeFile } from './outcome-file.js';
import { patiently, patientSend, type Wait } from './patient-send.js';
import type { RowOutcome } from './row-outcome.js';
import { dropJournal, earlierRun, keepJournal } from './resume-journal.js';
import { ROW_STATUSES, type RowCounts, type RowStatus } from './row-status.js';
import { sendRows } from './send-rows.js';
import type { ReadRow } from './source.js';

export interface ImportFileOptions {
  readonly file: string;
  /** One of FORMAT_NAMES. */
  readonly format: string;
  /** Path of the mapping, JSON: required for `canvass-csv`. */
  readonly mapping?: string;
  /** IANA zone of local times, where the mapping names none. */
  readonly zone?: string;
  /** Campaign of rows that name none. */
  readonly campaign?: string;
  /** Where to write what became of each row; `FILE.outcomes.csv` by default. */
  readonly outcomes?: string;
  /** Begin again, even though an interrupted import could go on. */
  readonly restart?: boolean;
  readonly send: SendItems;
  readonly post: PostBody;
  readonly onProgress?: (progress: ImportProgress) => void;
  /** Told in a sentence when an import goes on from an earlier one, or cannot; standard error by default. */
  readonly onNotice?: (sentence: string) => void;
  /** How to wait between tries; a test need not. */
  readonly wait?: Wait;
}

/** How far an import is: bytes of the file read, rows whose outcome is written, and rows per second in this run. */
export interface ImportProgress {
  readonly bytes: number;
  readonly totalBytes: number;
  readonly rows: number;
  readonly rate: number;
}

/** How many rows became what; each row is in one of the five. `outcomes` is the path of the file that says it row by row. */
export interface ImportSummary extends RowCounts {
  readonly rows: number;
  readonly outcomes: string;
  /** What is to be said of the file as a whole. */
  readonly note?: string;
}

/**
 * Imports a file, in constant memory. What row after row says is sent under ids made from the row's key, so a file
 * that is imported again, whole or from where a killed import stopped, changes nothing that is recorded.
 * @throws Error that says what is wrong with the file or the mapping, and at which row; rows before it are recorded
 */
export async function importFile(options: ImportFileOptions): Promise<ImportSummary> {
  const { file, format, outcomes = `${file}.outcomes.csv`, onNotice = console.error } = options;
  const source = await sourceFor(options);
  const input = await inputFile(file);
  const opened = await source.open(input).catch(async (error: unknown) => {
    if (error instanceof FileFault) await tellRefused(outcomes, file, error);
    throw error;
  });
  const settingsHash = sha256(canonical({ format, settings: source.settings }));
  const earlier = options.restart ? undefined : await earlierRun(outcomes, input.hash, settingsHash);
  if (typeof earlier === 'string') onNotice(earlier);
  const going = typeof earlier === 'object' ? earlier : undefined;
  if (going) onNotice(`Going on after row ${going.rows}, where the last import of this file stopped.`);

  const outcomeFile = await OutcomeFile.open(outcomes, file, going?.outcomeBytes);
  const counts: Record<RowStatus, number> = { ...NONE, ...going?.counts };
  const done = going?.rows ?? 0;
  let [rows, bytes] = [done, 0];
  const started = performance.now();
  const provenance = (row: number) => ({ sourceSystem: source.name, fileHash: input.hash, row });
  const itemsOf = ({ row, reading }: ReadRow) =>
    'items' in reading ? reading.items.map(({ door, item }) => ({ door, item: withMembers(item, { provenance: provenance(row) }) })) : [];
  const post: PostBody = (path, body) => patiently(() => options.post(path, body), options.wait);
  const send = patientSend(options.send, options.wait);
  const tellAgain = () => sendRows(opened.rows(0, () => undefined), itemsOf, send, async () => undefined);
  let note: string | undefined;
  try {
    if (!going) await dropJournal(outcomes);
    await opened.begin?.(post);
    await sendRows(
      opened.rows(done, (at) => (bytes = at)),
      itemsOf,
      send,
      async (settled) => {
        await outcomeFile.append(settled);
        for (const { status } of settled) counts[status]++;
        rows = settled.at(-1)!.row;
        await keepJournal(outcomes, { fileHash: input.hash, settingsHash, rows, outcomeBytes: outcomeFile.bytes, counts });
        options.onProgress?.({ bytes, totalBytes: input.bytes, rows, rate: (1000 * (rows - done)) / (performance.now() - started) });
      },
    );
    note = (await opened.finish?.(post, counts, tellAgain)) ?? (rows === 0 ? NO_ROWS : undefined);
    await dropJournal(outcomes);
    options.onProgress?.({ bytes: input.bytes, totalBytes: input.bytes, rows, rate: (1000 * (rows - done)) / (performance.now() - started) });
  } catch (error) {
    if (error instanceof FileFault) await outcomeFile.append([refusedWhole(error)]);
    throw new Error(`${(error as Error).message} ${howToGoOn(error, rows, outcomes)}`, { cause: error });
  } finally {
    await outcomeFile.close();
  }
  return { rows, ...counts, outcomes, ...(note !== undefined && { note }) };
}

/** A quiet day has a file too: nothing is wrong with it. */
const NO_ROWS = 'There are no rows in it, so there was nothing to import.';

/** Nothing of a file that is refused before its first row was sent stays from an import before. */
async function tellRefused(outcomes: string, file: string, fault: FileFault): Promise<void> {
  await dropJournal(outcomes);
  const outcomeFile = await OutcomeFile.open(outcomes, file, undefined);
  await outcomeFile.append([refusedWhole(fault)]).finally(() => outcomeFile.close());
}

/** What is wrong with the file itself stands beside its rows as row 0. */
const refusedWhole = ({ message }: FileFault): RowOutcome => ({ row: 0, status: 'refused', code: 'file-fault', detail: message });

function howToGoOn(error: unknown, rows: number, outcomes: string): string {
  const again = error instanceof FileFault ? 'Mend the file and import it again: what is recorded stays recorded once.' : 'Run the same import again to go on from there.';
  return rows === 0 ? again.replace(' to go on from there', '') : `Rows 1 to ${rows} are dealt with (see ${outcomes}). ${again}`;
}

const NONE = Object.fromEntries(ROW_STATUSES.map((status) => [status, 0])) as Record<RowStatus, number>;
