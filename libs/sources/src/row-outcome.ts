import { guardedCell } from './guarded-cell.js';
import type { ItemOutcome } from './item-outcome.js';
import type { ReadRow } from './read-rows.js';

/** What can become of a row. `flagged` was accepted, and the rules noticed something; `same` had been recorded before. */
export const ROW_STATUSES = ['accepted', 'same', 'flagged', 'skipped', 'refused'] as const;
export type RowStatus = (typeof ROW_STATUSES)[number];

/** One line of the outcome file. It holds nothing of the row but its number, and the ids we made. */
export interface RowOutcome {
  readonly row: number;
  readonly status: RowStatus;
  readonly code?: string;
  readonly detail?: string;
  readonly attemptId?: string;
  readonly position?: string;
  readonly flags?: readonly string[];
}

/** What became of a row; `answer` is the server's, for a row that was sent. */
export function rowOutcome({ row, reading }: ReadRow, answer?: ItemOutcome): RowOutcome {
  if ('skipped' in reading) return { row, status: 'skipped', detail: reading.skipped };
  if ('refused' in reading) return { row, status: 'refused', code: reading.refused, detail: reading.detail };
  const { attemptId } = reading.attempt;
  if (answer!.status === 'refused') {
    const { code, detail, differs } = answer!;
    return { row, status: 'refused', code, detail: differs ? `${detail} What differs: ${differs.join(', ')}.` : detail, attemptId };
  }
  const { status, position, flags } = answer!;
  return { row, status: status === 'accepted' && flags.length > 0 ? 'flagged' : status, attemptId, position, flags };
}

/** The first line of every outcome file. */
export const OUTCOME_HEADER = 'row,status,code,detail,attemptId,position,flags\r\n';

/** An outcome as a line of the file. */
export function outcomeLine({ row, status, code = '', detail = '', attemptId = '', position = '', flags = [] }: RowOutcome): string {
  return `${[row, status, code, detail, attemptId, position, flags.join(' ')].map(guardedCell).join(',')}\r\n`;
}
