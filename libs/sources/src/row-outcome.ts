import { csvCell } from '@fieldledger/csv';
import type { Door, ItemOutcome } from './item-outcome.js';
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
  const { items, leftOut = [] } = reading;
  const { id } = items[0];
  const taken = answers.filter((answer) => answer.status !== 'refused');
  const refusals = [...answers.flatMap((answer, n) => (answer.status === 'refused' ? [toldOf(answer, n, items[n]!.door)] : [])), ...leftOut.map(({ code, message }) => ({ code, detail: message }))];
  if (refusals.length > 0) {
    const said = [...refusals.map(({ detail }) => detail), ...(taken.length > 0 ? [answers.length === items.length ? ALL_ELSE : ALL_BEFORE] : [])];
    // A list of faults ends without a full stop.
    const detail = said.length === 1 ? said[0] : said.map((it) => it.replace(/[^.]$/, '$&.')).join(' ');
    return { row, status: 'refused', code: refusals[0]!.code, detail, id };
  }
  const flags = [...new Set(taken.flatMap((answer) => answer.flags))];
  const position = taken.map((answer) => answer.position).reduce((a, b) => (b > a ? b : a));
  const status = taken.some((answer) => answer.status === 'accepted') ? (flags.length > 0 ? 'flagged' : 'accepted') : 'same';
  return { row, status, id, position, flags };
}

const ALL_ELSE = 'What else the row says is recorded.';
const ALL_BEFORE = 'What the row says before is recorded, and what it says after that was not sent.';

/** What was refused of a row, named where it is not the first that the row says. */
function toldOf({ code, detail }: Extract<ItemOutcome, { status: 'refused' }>, n: number, door: Door): { readonly code: string; readonly detail: string } {
  return { code, detail: n === 0 ? detail : `The row's ${SAID_AT[door]} is refused. ${detail}` };
}

/** What a row says at each door, where it says several things. */
const SAID_AT: Readonly<Record<Door, string>> = {
  'contact-attempts': 'attempt', sightings: 'contribution', 'contributions/refunds': 'refund', 'contributions/chargebacks': 'chargeback', 'contributions/deposits': 'deposit',
  'contributions/withdrawals': 'withdrawal', series: 'start of the series', 'series/charges': 'charge of the series', 'series/failures': 'failed charge', 'series/changes': 'change of the series',
  'series/cancellations': 'end of the series', 'volunteer-events/changes': 'event', 'volunteer-events/cancellations': 'end of the event', 'shifts/changes': 'shift',
  'shifts/cancellations': 'end of a shift', 'signups/sightings': 'signup',
};

/** The first line of every outcome file. */
export const OUTCOME_HEADER = 'row,status,code,detail,id,position,flags\r\n';

/** An outcome as a line of the file. */
export function outcomeLine({ row, status, code = '', detail = '', id = '', position = '', flags = [] }: RowOutcome): string {
  return `${[String(row), status, code, detail, id, position, flags.join(' ')].map(csvCell).join(',')}\r\n`;
}
