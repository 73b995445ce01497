import { nameUuid } from '@fieldledger/kernel';
import { FileFault } from '../file-fault.js';
import type { InputFile } from '../input-file.js';
import type { RowReading } from '../source.js';
import { filingCells } from './filing-cells.js';
import { filingCover, isCover, type FilingCover } from './filing-cover.js';
import { filingHeader, type FilingHeader } from './filing-header.js';
import { filingLines } from './filing-lines.js';
import { scheduleLine } from './line-names.js';
import { RowIdentity } from './row-identity.js';
import { PAYMENT_COLUMNS, RECEIPT_COLUMNS } from './schedule-columns.js';
import { scheduleRow, type ColumnFault, type FilingOfRow } from './schedule-row.js';

/** What is read of a filing before its rows. */
export interface FilingHead {
  readonly filingId: string;
  readonly header: FilingHeader;
  readonly cover: FilingCover;
  /** The line that the cover stands in. */
  readonly coverRow: number;
}

/** A line of a filing and what it says; with faults, nothing of the filing can be imported. */
export interface ReadLine {
  readonly row: number;
  readonly reading: RowReading | { readonly faults: readonly ColumnFault[] };
}

/** @throws FileFault that says why nothing of the file can be imported */
export async function readHead(input: InputFile): Promise<FilingHead> {
  const lines = filingLines(input, () => undefined);
  try {
    const header = await filingHeader(lines);
    for (let next = await lines.next(); !next.done; next = await lines.next()) {
      const { line: row, text } = next.value;
      if (text.trim() === '') continue;
      return { filingId: nameUuid('fec-filing', input.hash), header, cover: filingCover(header, row, filingCells(text)), coverRow: row };
    }
  } finally {
    await lines.return(undefined);
  }
  throw new FileFault('The file ends after its header: there is no cover and no row. It is cut off; download it again.');
}

/** Every line from the first, the same each time. @param latestDay no row can be dated after it */
export async function* readLines(input: InputFile, { filingId, header, cover, coverRow }: FilingHead, latestDay: string, onBytes: (bytes: number) => void): AsyncGenerator<ReadLine> {
  const filing: FilingOfRow = { filingId, cover, nameDelimiter: header.nameDelimiter, identity: new RowIdentity(cover.reportId), latestDay };
  let textBeganAt: number | undefined;
  for await (const { line: row, text } of filingLines(input, onBytes)) {
    const bare = text.trim();
    if (BEGINS_TEXT.test(bare)) textBeganAt = row;
    if (row <= coverRow) yield { row, reading: { skipped: row === coverRow ? 'It is the cover, which is the filing itself.' : 'It belongs to the header.' } };
    else if (bare === '') yield { row, reading: { skipped: 'It is blank.' } };
    else if (textBeganAt !== undefined) yield { row, reading: { skipped: 'It belongs to a text.' } };
    else yield { row, reading: rowReading(filing, header, row, filingCells(text)) };
    if (ENDS_TEXT.test(bare)) textBeganAt = undefined;
  }
  if (textBeganAt !== undefined) throw new FileFault(`In row ${textBeganAt} a text begins ([BEGINTEXT]) that does not end: it could not be told what is a row and what is words. The file is cut off; download it again.`);
}

const BEGINS_TEXT = /^\[BEGIN ?TEXT\]$/i;
const ENDS_TEXT = /^\[END ?TEXT\]$/i;

/** @throws FileFault for a second header or cover: its rows are not of the first */
function rowReading(filing: FilingOfRow, { layout }: FilingHeader, row: number, cells: readonly string[]): ReadLine['reading'] {
  const type = cells[0]!;
  if (/^(?:HDR$|\/\*\s*header)/i.test(type) || isCover(type)) throw new FileFault(`In row ${row} another filing begins: the file holds more than one. Import each as the file that it was filed as.`);
  const line = scheduleLine(filing.cover.form, type);
  if (!line) return { skipped: `It is ${ROW_TYPE.test(type) ? `a row of type ${type.toUpperCase()}` : 'a row of no known type'}: neither a receipt nor a contribution given back.` };
  const said = scheduleRow(filing, line, (line.kind === 'receipt' ? RECEIPT_COLUMNS : PAYMENT_COLUMNS)[layout], cells);
  return 'door' in said ? { items: [said] } : { faults: said };
}

/** The types of rows that the forms have; anything else may be a piece of somebody's words. */
const ROW_TYPE = /^(?:S[A-L]\d?[A-Z0-9/]{0,6}|H[1-6]|F3[A-Z0-9]{0,4}|TEXT)$/i;
