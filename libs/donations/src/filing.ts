import { canonical, nameUuid, Rejection, type Decider } from '@fieldledger/kernel';
import type { CompleteFiling, ListFilingRows, ReceiveFiling } from './filing-commands.js';
import type { FilingEvent } from './filing-events.js';

/** One version of a report. */
export interface FilingVersion {
  readonly filingId: string;
  readonly form: ReceiveFiling['form'];
  readonly amendmentNumber: number;
  readonly signedOn: string;
  readonly coverageFrom: string;
  readonly coverageThrough: string;
  readonly complete: boolean;
  /** Another version came before this one was complete, or this one before another was: each may have told rows over the other's. */
  readonly crossed: boolean;
  readonly parts: number;
  readonly rows: number;
  /** What its cover says, in one spelling. */
  readonly cover: string;
}

/** Every version of one report, in the order in which they came. */
export type FilingState = readonly FilingVersion[];

export const filingDecider: Decider<FilingState, FilingEvent> = {
  kind: 'filing',
  initial: [],
  evolve,
  versions: { FilingReceived: 1, FilingRowsListed: 1, FilingCompleted: 1 },
  occurredAt: (_event, meta) => meta.receivedAt,
  asked: (data) => data,
};

/** Each part of a list of rows is a record of its own, so that a long list is never read to be continued. */
export const rowsStreamId = (filingId: string, part: number): string => nameUuid('filing-rows', filingId, String(part));

/** @throws Rejection `coverage-backwards`, `id-taken`, `filing-cut-off` */
export function receiveFiling(command: ReceiveFiling, state: FilingState): FilingEvent[] {
  const { filingId, reportId, committeeId, committeeKind, form, formatVersion, reportCode, coverageFrom, coverageThrough, amendmentNumber, amends, signedOn, cover } = command;
  if (coverageThrough < coverageFrom) {
    throw new Rejection('invalid', 'coverage-backwards', 'The report ends before it begins. Correct its coverage.', { faults: [{ field: '/coverageThrough', problem: 'must not be before coverageFrom' }] });
  }
  if (state.some((version) => version.filingId === filingId)) throw new Rejection('conflict', 'id-taken', 'Another filing was recorded under this id.');
  const lines = cover.map(({ line, amountCents }) => ({ line, amountCents }));
  const whole = state.find((version) => isWholeOf(version, command, canonical(lines)));
  if (whole) {
    throw new Rejection('conflict', 'filing-cut-off', `A filing with this very cover is complete and has ${whole.rows} receipts and refunds, this one has ${command.rows}: its file was cut off. Download it again.`);
  }
  return [{ type: 'FilingReceived', data: { filingId, reportId, committeeId, committeeKind, form, formatVersion, reportCode, coverageFrom, coverageThrough, amendmentNumber, amends, signedOn, cover: lines } }];
}

/** Whoever files anew signs another day, counts one more amendment, or has other sums: what says the same of itself and has fewer rows is a part of the same filing. */
function isWholeOf({ complete, amendmentNumber, signedOn, cover, rows }: FilingVersion, part: ReceiveFiling, itsCover: string): boolean {
  return complete && part.cover.length > 0 && amendmentNumber === part.amendmentNumber && signedOn === (part.signedOn ?? '') && cover === itsCover && part.rows !== undefined && part.rows < rows;
}

export function listFilingRows({ filingId, reportId, part, contributionIds }: ListFilingRows): FilingEvent[] {
  return [{ type: 'FilingRowsListed', data: { filingId, reportId, part, contributionIds: [...contributionIds] } }];
}

/** @throws Rejection `filing-missing` */
export function completeFiling({ filingId, reportId, parts, rows }: CompleteFiling, state: FilingState): FilingEvent[] {
  const version = state.find((it) => it.filingId === filingId);
  if (!version) throw new Rejection('missing', 'filing-missing', 'No filing is recorded under this id for this report. Send the filing first.');
  return [{ type: 'FilingCompleted', data: { filingId, reportId, parts, rows, amendmentNumber: version.amendmentNumber } }];
}

/** The complete version that holds. */
export const holdingVersion = (state: FilingState): FilingVersion | undefined => madeLast(state.filter(({ complete }) => complete));

/** The one with the highest amendment number; of two, the one signed later; of two that say of neither which is, the one that came later. */
export function madeLast(state: FilingState): FilingVersion | undefined {
  return state.reduce<FilingVersion | undefined>((best, it) => (best && isLater(best, it) ? best : it), undefined);
}

function isLater(one: FilingVersion, other: FilingVersion): boolean {
  if (one.amendmentNumber !== other.amendmentNumber) return one.amendmentNumber > other.amendmentNumber;
  return one.signedOn > other.signedOn;
}

/** Total: history is never refused. */
function evolve(state: FilingState, { type, data }: FilingEvent): FilingState {
  switch (type) {
    case 'FilingReceived': {
      const { filingId, form, amendmentNumber, signedOn = '', coverageFrom, coverageThrough, cover } = data;
      const isOpen = ({ complete }: FilingVersion) => !complete;
      const others = state.map((version) => (isOpen(version) ? { ...version, crossed: true } : version));
      return [...others, { filingId, form, amendmentNumber, signedOn, coverageFrom, coverageThrough, complete: false, crossed: state.some(isOpen), parts: 0, rows: 0, cover: canonical(cover) }];
    }
    case 'FilingRowsListed':
      return state;
    case 'FilingCompleted':
      return state.map((version) => (version.filingId === data.filingId ? { ...version, complete: true, parts: data.parts, rows: data.rows } : version));
  }
}
