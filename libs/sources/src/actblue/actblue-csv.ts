import { headedCsv } from '../headed-csv.js';
import type { Source } from '../source.js';
import { cancelledRowReader, isCancelledHeader } from './cancelled-row.js';
import { requirePaidColumns } from './paid-columns.js';
import { readPaidRow } from './paid-row.js';

/** ActBlue's files, told apart by their header: paid or refunded contributions, and cancelled series. Nothing in them needs a mapping. */
export function actBlueCsv(json: unknown): Source {
  if (json !== undefined) throw new Error('ActBlue\'s columns are known: leave out the mapping.');
  return {
    name: 'actblue-csv',
    settings: {},
    open: headedCsv({
      delimiter: ',',
      headerOf: (cells) => cells.map((cell) => cell.trim()),
      readerFor: (header) => {
        if (isCancelledHeader(header)) return cancelledRowReader(header);
        requirePaidColumns(header);
        return readPaidRow;
      },
    }),
  };
}
