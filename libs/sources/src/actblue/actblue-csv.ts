import { checkedObject, checkedOptionalText } from '../checked-json.js';
import { headedCsv } from '../headed-csv.js';
import type { Source } from '../source.js';
import { cancelledRowReader, isCancelledHeader } from './cancelled-row.js';
import { requirePaidColumns } from './paid-columns.js';
import { readPaidRow } from './paid-row.js';

/** ActBlue's files, told apart by their header: paid or refunded contributions, and cancelled series. A mapping may say the encoding, and has nothing else to say. */
export function actBlueCsv(json: unknown): Source {
  const encoding = checkedOptionalText(checkedObject(json ?? {}, 'The mapping', ['encoding']).encoding, 'encoding');
  return {
    name: 'actblue-csv',
    settings: { encoding },
    open: headedCsv({
      encoding,
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
