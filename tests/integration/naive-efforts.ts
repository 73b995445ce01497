import type { DonorRule } from './naive-gifts.js';
import { compare } from './naive-lists.js';
import { cycleOf, daysLater, type NaiveMoney } from './naive-money.js';
import { groupOf, momentOf, storyOf, type NaiveItem } from './naive-schedules.js';

/** Whose employer or occupation is to be known, since they gave or got enough, and what of it is missing on a day. */
export function naiveEfforts(naive: NaiveMoney, on: string, rule: DonorRule, refundsLower: boolean): Record<string, Record<string, unknown>> {
  const gifts = [...naive.gifts.values()].filter((gift) => gift.standing && naive.bookOf(gift) === 'own' && gift.kind === 'contribution' && gift.said!.receivedOn <= on && !naive.wasNeverReceived(gift));
  const steps = gifts.flatMap((gift) => storyOf(naive, gift, rule, { from: '', to: on }).filter(({ part }) => part !== 'earmark-memo').map((item, step) => ({ item, step, gift, id: gift.contributionId })));
  steps.sort((one, other) => compare(one.item.day, other.item.day) || compare(momentOf(one.gift), momentOf(other.gift)) || compare(one.id, other.id) || one.step - other.step);
  const sums = new Map<string, number>();
  const gave = new Map<string, { cents: number; aggregate: number; readonly item: NaiveItem }>();
  for (const { item, gift, id } of steps) {
    const { committeeId, receivedOn, unaggregated } = gift.said!;
    const { kind, cycle } = naive.ruleOf(committeeId);
    const isCandidate = kind === 'candidate';
    const account = [committeeId, item.donor ?? id, groupOf(gift, isCandidate), isCandidate ? cycleOf(receivedOn, cycle) : receivedOn.slice(0, 4)].join(' ');
    const aggregate = (sums.get(account) ?? 0) + (unaggregated ? 0 : item.schedule === 'A' ? item.cents : refundsLower ? -item.cents : 0);
    sums.set(account, aggregate);
    const got = item.part === 'receipt' ? '' : item.part === 'reattribution-to' && item.attributedBy !== null && naive.donorOf(item.became!.to!, rule) === item.donor ? item.became!.id : null;
    if (got === null || [...gift.became.values()].some(({ kind: what, day }) => what === 'bounce' && day <= on)) continue;
    const name = `${id} ${got}`;
    gave.set(name, { cents: (gave.get(name)?.cents ?? 0) + item.cents, aggregate, item });
  }
  const found: Record<string, Record<string, unknown>> = {};
  for (const [name, { cents, aggregate, item: { gift, became, donor } }] of gave) {
    const person = became ? became.to! : gift.said!.contributor;
    if (person?.entityType !== 'IND' || !(aggregate > 20_000 || cents > 20_000)) continue;
    const reattributionId = became?.id ?? null;
    const effort = gift.efforts.get(reattributionId ?? '');
    const missing = (['employer', 'occupation'] as const).filter((what) => person[what] === undefined && !effort?.answered.has(what));
    const [[requestedOn, requestedBy], [followedUpOn, followedUpBy]] = [effort?.requestedOn ?? [null, null], effort?.followedUpOn ?? [null, null]];
    const receivedOn = became?.day ?? gift.said!.receivedOn;
    const dueOn = daysLater(receivedOn, 30);
    const status = missing.length === 0 ? 'complete' : requestedOn !== null && followedUpOn !== null ? (followedUpOn <= dueOn ? 'documented' : 'documented-late') : on > dueOn ? 'overdue' : requestedOn === null ? 'ask-now' : 'follow-up-due';
    found[`${name}`] = { contributionId: gift.contributionId, reattributionId, committee: gift.said!.committeeId, donor, receivedOn, amountCents: cents, aggregateCents: aggregate, missing, requestedOn, requestedBy, followedUpOn, followedUpBy, answeredOn: effort?.answeredOn ?? null, events: effort!.events, status, dueOn };
  }
  return found;
}
