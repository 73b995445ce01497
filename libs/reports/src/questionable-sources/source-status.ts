import { daysAfter, type RuleSet } from '@fieldledger/finance-rules';

/** A gift of which it is in question whether its giver may give at all. */
export interface Questioned {
  readonly receivedOn: string;
  readonly deposited: boolean;
  /** What of it was not paid back. */
  readonly leftCents: string;
}

export const SOURCE_STATUSES = ['return-or-deposit', 'refund-due', 'overdue', 'settled'] as const;
export type SourceStatus = (typeof SOURCE_STATUSES)[number];

/** The last day to send it back undeposited, or to deposit it. */
export const returnBy = ({ receivedOn }: Pick<Questioned, 'receivedOn'>, { returnDays }: RuleSet): string => daysAfter(receivedOn, returnDays);

/** The last day to refund it, if until then it is not known to be lawful. */
export const refundBy = ({ receivedOn }: Pick<Questioned, 'receivedOn'>, { questionableDays }: RuleSet): string => daysAfter(receivedOn, questionableDays);

/**
 * What is to be done about it (11 CFR 103.3(b)(1)).
 * @param on the day on which it is asked, YYYY-MM-DD
 */
export function sourceStatus(gift: Questioned, on: string, rules: RuleSet): SourceStatus {
  if (BigInt(gift.leftCents) <= 0n) return 'settled';
  if (on > refundBy(gift, rules)) return 'overdue';
  return gift.deposited || on > returnBy(gift, rules) ? 'refund-due' : 'return-or-deposit';
}
