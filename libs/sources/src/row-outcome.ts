import { csvCell } from '@fieldledger/http';
import type { ItemOutcome } from './item-outcome.js';
import type { RowStatus } from './row-status.js';
import type { ReadRow } from './source.js';

/** One line of the outcome file. It holds nothing of the row but its number, and the ids we made. */
export interface RowOutcome {
  readonly row: number;
  readonly status: RowStatus;
  readonly code?: string;
  readonly detail?: string;
  readonly id?: string;
  readonly position?: string;
  readonly flags?: readonly string[];
}

/** What became of a row; `answers` are the server's, for a row that was sent: one for each item, up to a refusal. */
export function rowOutcome({ row, reading }: ReadRow, answers: readonly ItemOutcome[]): RowOutcome {
  if ('skipped' in reading) return { row, status: 'skipped', detail: reading.skipped };
  if ('refused' in reading) return { row, status: 'refused', code: reading.refused, detail: reading.detail };
  const { id } = reading.items[0];
  const refusal = answers.find((answer) => answer.status === 'refused');
  if (refusal) {
    const { code, detail, differs } = refusal;
    return { row, status: 'refused', code, detail: differs ? `${detail} What differs: ${differs.join(', ')}.` : detail, id };
  }
  const taken = answers.filter((answer) => answer.status !== 'refused');
  const flags = [...new Set(taken.flatMap((answer) => answer.flags))];
  const position = taken.map((answer) => answer.position).reduce((a, b) => (b > a ? b : a));
  const status = taken.some((answer) => answer.status === 'accepted') ? (flags.length > 0 ? 'flagged' : 'accepted') : 'same';
  return { row, status, id, position, flags };
}

/** The first line of every outcome file. */
export const OUTCOME_HEADER = 'row,status,code,detail,id,position,flags\r\n';

/** An outcome as a line of the file. */
export function outcomeLine({ row, status, code = '', detail = '', id = '', position = '', flags = [] }: RowOutcome): string {
  return `${[String(row), status, code, detail, id, position, flags.join(' ')].map(csvCell).join(',')}\r\n`;
}
