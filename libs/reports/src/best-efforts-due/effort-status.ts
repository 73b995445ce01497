import { daysAfter, type RuleSet } from '@fieldledger/finance-rules';

/** What is known of one contribution whose donor is to be named with employer and occupation. */
export interface Efforts {
  readonly receivedOn: string;
  /** What is still missing. */
  readonly missing: readonly ('employer' | 'occupation')[];
  readonly requestedOn: string | null;
  readonly followedUpOn: string | null;
}

/**
 * `complete`: nothing is missing. `documented`: asked with the solicitation and once more in time, which is what the law
 * asks of a committee that got no answer (11 CFR 104.7(b)). `documented-late`: the second request went out after its
 * day. `ask-now`: nobody asked yet. `follow-up-due`: asked once. `overdue`: the day of the second request has passed.
 */
export const EFFORT_STATUSES = ['ask-now', 'follow-up-due', 'overdue', 'documented', 'documented-late', 'complete'] as const;
export type EffortStatus = (typeof EFFORT_STATUSES)[number];

/** The last day for the second request. */
export const followUpDueOn = ({ receivedOn }: Pick<Efforts, 'receivedOn'>, { followUpDays }: RuleSet): string => daysAfter(receivedOn, followUpDays);

/** @param on the day on which it is asked, YYYY-MM-DD */
export function effortStatus(efforts: Efforts, on: string, rules: RuleSet): EffortStatus {
  const dueOn = followUpDueOn(efforts, rules);
  if (efforts.missing.length === 0) return 'complete';
  if (efforts.requestedOn !== null && efforts.followedUpOn !== null) return efforts.followedUpOn <= dueOn ? 'documented' : 'documented-late';
  if (on > dueOn) return 'overdue';
  return efforts.requestedOn === null ? 'ask-now' : 'follow-up-due';
}
