import { nameUuid } from '@fieldledger/kernel';

/** What identifies a row that has no id of its own, besides its report. Nobody's name is among it: ids must not be guessable from who gave. */
export interface RowMarks {
  readonly transactionId?: string;
  readonly line: string;
  readonly receivedOn: string;
  readonly amountCents: number;
  readonly claimedAggregateCents?: number;
  readonly committeeId?: string;
}

/**
 * The ids of a filing's rows, asked for in the order of the file. A transaction id is "unique for the life of a report",
 * original and amendments; filers repeat one all the same, and old software had none. So of equal rows, the how-manieth
 * this is tells them apart, and the same row in an amendment is the same row.
 */
export class RowIdentity {
  private readonly seen = new Map<string, number>();

  constructor(private readonly reportId: string) {}

  of({ transactionId, line, receivedOn, amountCents, claimedAggregateCents, committeeId }: RowMarks): string {
    const schedule = line.slice(0, 2);
    const parts = transactionId !== undefined ? [schedule, transactionId] : [line, receivedOn, String(amountCents), String(claimedAggregateCents ?? ''), committeeId ?? ''];
    const name = parts.join('\u001f');
    const before = this.seen.get(name) ?? 0;
    this.seen.set(name, before + 1);
    return nameUuid('fec-row', this.reportId, ...parts, ...(before === 0 ? [] : [String(before + 1)]));
  }
}
