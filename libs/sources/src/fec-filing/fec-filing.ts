import type { SightContribution } from '@fieldledger/donations';
import { FileFault } from '../file-fault.js';
import { emptyFile, type InputFile } from '../input-file.js';
import type { PostBody } from '../item-outcome.js';
import type { RowCounts } from '../row-status.js';
import type { OpenedFile, ReadRow, RowItem, Source } from '../source.js';
import type { FilingCover } from './filing-cover.js';
import { readHead, readLines, type FilingHead } from './read-filing.js';
import type { ColumnFault } from './schedule-row.js';

/**
 * A report as it was filed electronically with the FEC. It counts as a whole: all of it is read before anything is sent,
 * and one row that cannot be read keeps all of them out. The filing is announced first, and completed when every row was
 * taken; from then on it holds instead of earlier versions of its report, and what it has no more is withdrawn.
 */
export function fecFiling(mapping: unknown): Source {
  if (mapping !== undefined) throw new Error('A filing says itself what its columns are: fec-filing takes no mapping.');
  return { name: 'fec-filing', settings: {}, open };
}

async function open(input: InputFile): Promise<OpenedFile> {
  if (input.bytes === 0) throw emptyFile(input);
  const head = await readHead(input);
  const latestDay = new Date(Date.now() + EARLIEST_ZONE_MS).toISOString().slice(0, 10);
  const rowsToSend = await refuseFaultyRows(input, head, latestDay);
  const listed: Listed = { contributionIds: [], itemizedCents: 0, otherFilers: [] };
  return {
    async *rows(done, onBytes) {
      for await (const { row, reading } of readLines(input, head, latestDay, onBytes)) {
        if ('faults' in reading) throw new FileFault('The file was changed while it was imported. Import it again.');
        if ('items' in reading) list(listed, row, reading.items[0]);
        if (row > done) yield { row, reading } satisfies ReadRow;
      }
    },
    async begin(post) {
      await post('filings', { ...head.cover, filingId: head.filingId, rows: rowsToSend, provenance: { sourceSystem: 'fec-filing', fileHash: input.hash, row: head.coverRow } });
    },
    finish: (post, counts, tellAgain) => complete(head, listed, post, counts, tellAgain),
  };
}

/** The rows that were sent, what those of individuals come to, and which of them name another committee as their filer. */
interface Listed {
  readonly contributionIds: string[];
  itemizedCents: number;
  readonly otherFilers: number[];
}

function list(listed: Listed, row: number, { id, item }: RowItem): void {
  const { line, memo, amountCents, filerDiffers } = item as SightContribution;
  listed.contributionIds.push(id);
  if (filerDiffers) listed.otherFilers.push(row);
  if (ITEMIZED_INDIVIDUALS.includes(line!) && !memo) listed.itemizedCents += amountCents;
}

/** The line of individuals who are listed by name; a presidential cover has it from format 7 on. */
const ITEMIZED_INDIVIDUALS = ['SA11AI', 'SA17A'];

/** A day begins somewhere on earth 14 hours before it does in Greenwich. */
const EARLIEST_ZONE_MS = 14 * 3_600_000;

/** @returns how many rows there are to send @throws FileFault that names the first faults by row and column */
async function refuseFaultyRows(input: InputFile, head: FilingHead, latestDay: string): Promise<number> {
  const shown: string[] = [];
  let [rows, toSend] = [0, 0];
  for await (const { row, reading } of readLines(input, head, latestDay, () => undefined)) {
    if ('items' in reading) toSend++;
    if (!('faults' in reading)) continue;
    rows++;
    if (shown.length < MOST_SHOWN) shown.push(`In row ${row}: ${reading.faults.map(faultText).join('; ')}.`);
  }
  if (rows === 0) return toSend;
  const more = rows > shown.length ? ` So are ${rows - shown.length} more.` : '';
  throw new FileFault(`${rows === 1 ? 'A row' : `${rows} rows`} of the filing cannot be read, so nothing of it was imported. ${shown.join(' ')}${more} Compare with the filing on fec.gov: a cell may be missing, or a delimiter too many.`);
}

const MOST_SHOWN = 20;
const faultText = ({ column, at, problem }: ColumnFault) => `${column} (column ${at}) ${problem}`;

/**
 * A filing of which the server refused a row is left as it is: it holds when all of it is there. What another version told
 * of its rows while it was imported is told over, once it is complete.
 */
async function complete({ filingId, cover }: FilingHead, { contributionIds, itemizedCents, otherFilers }: Listed, post: PostBody, { refused }: RowCounts, tellAgain: () => Promise<void>): Promise<string> {
  const { reportId, committeeId, form, coverageFrom, coverageThrough, amendmentNumber } = cover;
  const what = `${amendmentNumber === 0 ? 'The original' : `Amendment ${amendmentNumber}`} of ${committeeId}'s ${form} for ${coverageFrom} to ${coverageThrough}`;
  if (refused > 0) return `${what} is not complete: the outcome file names the rows that were refused (${refused}). Import it again when their cause is mended; until then the version before it holds.`;
  const others = ofOtherFilers(committeeId, otherFilers);
  const parts = Math.ceil(contributionIds.length / ROWS_OF_A_PART);
  for (let part = 0; part < parts; part++) {
    await post('filings/rows', { filingId, reportId, part, contributionIds: contributionIds.slice(part * ROWS_OF_A_PART, (part + 1) * ROWS_OF_A_PART) });
  }
  const rows = contributionIds.length;
  const completed = (await post('filings/completions', { filingId, reportId, parts, rows })) as { readonly withdrawn?: number; readonly tellAgain?: boolean };
  if (completed.tellAgain) await tellAgain();
  const { withdrawn = 0 } = completed;
  const dropped = withdrawn > 0 ? ` Withdrawn, because the version that holds has them no more: ${withdrawn}.` : '';
  return `${what} is complete. Receipts and refunds in it: ${rows}.${dropped}${unlikeCover(cover, itemizedCents)}${others}`;
}

/** What the door takes in one list. */
const ROWS_OF_A_PART = 5_000;

/** Every itemized individual is a row, so a difference means that rows are missing, or that the filer added up wrongly. */
function unlikeCover({ cover }: FilingCover, itemizedCents: number): string {
  const told = cover.find(({ line }) => ITEMIZED_INDIVIDUALS.includes(line));
  if (!told || told.amountCents === itemizedCents) return '';
  return ` Its itemized individuals come to ${itemizedCents} cents and its cover says ${told.amountCents}: look whether the file is whole.`;
}

/** What was filed is the filing's, whoever is named. */
function ofOtherFilers(committeeId: string, [first, ...more]: readonly number[]): string {
  if (first === undefined) return '';
  const rows = more.length === 0 ? `Row ${first} names` : `Row ${first} and ${more.length} more name`;
  return ` ${rows} another committee than the cover does as the filer (column 2), and ${more.length === 0 ? 'counts' : 'count'} for ${committeeId} all the same, flagged: look whether the file holds rows of another filing.`;
}
