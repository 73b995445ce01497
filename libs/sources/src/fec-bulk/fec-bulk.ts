import type { WithdrawContribution } from '@fieldledger/donations';
import { nameUuid } from '@fieldledger/kernel';
import { checkedObject, checkedOptionalText } from '../checked-json.js';
import { RowFault, type RowReading, type Source } from '../source.js';
import { contributionIdOf, ITCONT_COLUMNS, itcontReading } from './itcont-row.js';
import { pipedFile } from './piped-file.js';

/** The FEC's contributions by individuals (`itcont`), whole or the rows added or changed in a week. */
export function fecBulk(json: unknown): Source {
  return sourceOf(json, () => (cells) => {
    if (cells.length === ITCONT_COLUMNS.length) return itcontReading(cells);
    const advice = cells.length === 1 ? 'Is this a file of deletes? Import it as fec-bulk-deletes.' : 'Look for a pipe inside a cell, or for a line that was cut.';
    throw new RowFault('ragged-row', `The row has ${cells.length} cells between pipes; contributions by individuals have ${ITCONT_COLUMNS.length}. ${advice}`);
  });
}

/**
 * The rows that the FEC took back in a week: whole, or their SUB_ID alone. The same file again withdraws nothing twice;
 * another file withdraws what was added again meanwhile.
 */
export function fecBulkDeletes(json: unknown): Source {
  return sourceOf(json, (fileHash) => (cells) => {
    if (cells.length !== 1 && cells.length !== ITCONT_COLUMNS.length) {
      throw new RowFault('ragged-row', `The row has ${cells.length} cells between pipes; a file of deletes has ${ITCONT_COLUMNS.length}, or SUB_ID alone.`);
    }
    const subId = cells.at(-1)!.trim();
    const contributionId = contributionIdOf(subId);
    const withdrawalId = nameUuid('fec-bulk-deletes', subId, fileHash);
    const item: WithdrawContribution = { withdrawalId, contributionId, reasonCode: 'withdrawn-by-source' };
    return { items: [{ door: 'contributions/withdrawals', id: withdrawalId, item }] };
  });
}

/** A mapping may say the encoding, and has nothing else to say. */
function sourceOf(json: unknown, readerFor: (fileHash: string) => (cells: readonly string[]) => RowReading): Source {
  const encoding = checkedOptionalText(checkedObject(json ?? {}, 'The mapping', ['encoding']).encoding, 'encoding');
  return {
    name: 'fec-bulk',
    settings: { encoding },
    open: async (input) => pipedFile(input, encoding, headerPassedOver(readerFor(input.hash))),
  };
}

/** The FEC gives the names of the columns in a file of its own, and some put it on top. */
function headerPassedOver(read: (cells: readonly string[]) => RowReading): (cells: readonly string[]) => RowReading {
  return (cells) => (cells.at(-1)!.trim().toUpperCase() === 'SUB_ID' ? { skipped: 'It is the header.' } : read(cells));
}
