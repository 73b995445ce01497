import type { Contributor } from '@fieldledger/donations';
import { inTurn, isMove, type Became, type Book, type DonorRule, type Gift } from './naive-gifts.js';
import { compare } from './naive-lists.js';
import { cycleOf, type NaiveMoney } from './naive-money.js';
import { gridOf, summed, type Piece } from './naive-shares.js';

/** One line of a schedule. */
export interface NaiveItem {
  readonly schedule: 'A' | 'B';
  readonly part: string;
  readonly gift: Gift;
  readonly became: Became | null;
  readonly donor: string | null;
  readonly entityType: string | null;
  readonly attributedBy: string | null;
  readonly day: string;
  readonly cents: number;
  readonly election: string | null;
  readonly memo: boolean;
  readonly inPeriod: boolean;
  aggregate: number;
  itemized: boolean;
  why: string;
}

interface Asked {
  readonly committee: string;
  readonly from: string;
  readonly to: string;
  readonly book?: Book;
  readonly donors?: DonorRule;
  readonly refundsLower?: boolean;
}

/** What went back and has no line: of a gift that does not stand, or more than was given. */
export interface NaiveApart {
  readonly contributionId: string;
  readonly movementId: string;
  readonly day: string;
  readonly amountCents: number;
}

export interface NaiveSchedule {
  readonly items: readonly NaiveItem[];
  readonly heldOut: readonly NaiveApart[];
  readonly overdrawn: readonly NaiveApart[];
  readonly book: Book;
}

const LISTED = 20_000;

/** A committee's receipts and refunds of a period, each gift's from its story as it was at the end of the period. */
export function naiveSchedule(naive: NaiveMoney, { committee, from, to, book, donors: rule = 'name-zip-1', refundsLower = true }: Asked): NaiveSchedule {
  const isWithin = (day: string) => from <= day && day <= to;
  const told = [...naive.gifts.values()].filter(({ said, standing }) => standing && said!.committeeId === committee);
  const isListed = (gift: Gift) => isWithin(gift.said!.receivedOn) || [...gift.became.values()].some(({ day, kind, outcome }) => kind !== 'deposit' && (kind !== 'dispute' || outcome !== undefined) && isWithin(day));
  const hasOwn = told.some((gift) => naive.bookOf(gift) === 'own' && isListed(gift));
  const chosen = book ?? (hasOwn || !told.some((gift) => isListed(gift)) ? 'own' : 'published');
  const gifts = told.filter((gift) => naive.bookOf(gift) === chosen && (gift.said!.receivedOn <= to || isListed(gift)) && !(gift.kind === 'contribution' && naive.wasNeverReceived(gift)));
  const { kind, cycle } = naive.ruleOf(committee);
  const isCandidate = kind === 'candidate';
  const stories = gifts.map((gift) => storyOf(naive, gift, rule, { from, to }));

  // Everybody's gifts of one kind and window add up, by day, then by the moment, then by their ids.
  const order = stories.flatMap((items) => items.map((item, n) => ({ item, n }))).sort((one, other) => compare(one.item.day, other.item.day) || compare(momentOf(one.item.gift), momentOf(other.item.gift)) || compare(one.item.gift.contributionId, other.item.gift.contributionId) || one.n - other.n);
  const sums = new Map<string, number>();
  for (const { item } of order) {
    const { receivedOn, unaggregated } = item.gift.said!;
    const window = isCandidate ? cycleOf(receivedOn, cycle) : receivedOn.slice(0, 4);
    const account = [item.donor ?? item.gift.contributionId, groupOf(item.gift, isCandidate), window].join(' ');
    const effect = unaggregated ? 0 : item.schedule === 'A' ? item.cents : refundsLower ? -item.cents : 0;
    item.aggregate = (sums.get(account) ?? 0) + effect;
    sums.set(account, item.aggregate);
  }
  for (const items of stories) itemize(items, isCandidate, chosen);

  const notThere = [...naive.gifts.values()].filter((gift) => (!gift.standing && (gift.said === null || gift.said.committeeId === committee)) || (gift.kind === 'reported-refund' && gifts.includes(gift)));
  const apart = (gift: Gift, { id, day }: Became, amountCents: number): NaiveApart => ({ contributionId: gift.contributionId, movementId: id, day, amountCents });
  const heldOut = notThere.flatMap((gift) => [...gift.became.values()].filter((it) => (it.kind === 'refund' || it.kind === 'chargeback') && isWithin(it.day)).map((it) => apart(gift, it, it.cents)));
  const overdrawn = gifts.filter(({ said, kind: what }) => !said!.memo && what === 'contribution').flatMap((gift) => fateBy(naive, gift, rule, to).takings.filter(({ beyond, day }) => beyond !== 0 && isWithin(day)).map(({ became, beyond }) => apart(gift, became, beyond)));
  return { items: stories.flat().filter(({ inPeriod }) => inPeriod), heldOut, overdrawn, book: chosen };
}

export const momentOf = ({ said }: Gift) => (said!.receivedAt === undefined ? '' : new Date(said!.receivedAt).toISOString());
/** What became of a gift by a day. */
const fateBy = (naive: NaiveMoney, gift: Gift, rule: DonorRule, to: string) => naive.fateOf(gift, rule, ({ day }) => day <= to);

/** A gift and what became of it by the end of the period, line by line. */
export function storyOf(naive: NaiveMoney, gift: Gift, rule: DonorRule, { from, to }: { readonly from: string; readonly to: string }): NaiveItem[] {
  const { contributor, amountCents, receivedOn, electionCode: election = null, memo = false, earmark } = gift.said!;
  const isWithin = (day: string) => from <= day && day <= to;
  const giver = naive.donorOf(contributor, rule);
  const blank = { gift, aggregate: 0, itemized: false, why: '' };
  const own = { ...blank, became: null, donor: giver, entityType: contributor?.entityType ?? null, attributedBy: null, election, memo, cents: amountCents, inPeriod: isWithin(receivedOn) };
  if (gift.kind === 'reported-refund') return [{ ...own, schedule: 'B', part: 'reported-refund', day: receivedOn }];
  const items: NaiveItem[] = [{ ...own, schedule: 'A', part: 'receipt', day: earmark?.conduitReceivedOn ?? receivedOn }];
  if (earmark && naive.bookOf(gift) === 'own' && receivedOn <= to) items.push({ ...own, schedule: 'A', part: 'earmark-memo', donor: `c:${earmark.conduitCommitteeId}`, entityType: 'COM', day: receivedOn, memo: true });
  const became = inTurn([...gift.became.values()].filter(({ day, kind, outcome }) => day <= to && kind !== 'deposit' && (kind !== 'dispute' || outcome !== undefined)));
  const donorOf = (who: Contributor) => naive.donorOf(who, rule);
  const holders = new Map<string | null, { readonly entityType: string | null; readonly attributedBy: string | null }>([[giver, { entityType: contributor?.entityType ?? null, attributedBy: null }]]);
  const moves: Became[] = [];
  const { takings } = fateBy(naive, gift, rule, to);
  for (const it of became.filter(({ kind }) => kind === 'reattribution')) if (!holders.has(donorOf(it.to!))) holders.set(donorOf(it.to!), { entityType: it.to!.entityType, attributedBy: it.id });
  const line = (it: Became, piece: Piece, more: Pick<NaiveItem, 'schedule' | 'part' | 'cents' | 'memo'>) => items.push({ ...blank, became: it, donor: piece.donor, ...holders.get(piece.donor)!, election: piece.election, day: it.day, inPeriod: isWithin(it.day), ...more });
  for (const it of became) {
    if (isMove(it)) {
      if (amountCents <= 0) continue;
      const then = gridOf(amountCents, giver, election, moves, became, donorOf);
      moves.push(it);
      const now = gridOf(amountCents, giver, election, moves, became, donorOf);
      const changes = summed([...now, ...then.map((piece) => ({ ...piece, cents: -piece.cents }))]);
      for (const piece of [...changes.filter(({ cents }) => cents < 0), ...changes.filter(({ cents }) => cents > 0)]) line(it, piece, { schedule: 'A', part: `${it.kind}-${piece.cents < 0 ? 'from' : 'to'}`, cents: piece.cents, memo: true });
      continue;
    }
    for (const piece of takings.filter(({ became: taker }) => taker.id === it.id).flatMap(({ pieces }) => pieces)) {
      if (it.kind === 'bounce') line(it, piece, { schedule: 'A', part: 'bounce', cents: -piece.cents, memo });
      else line(it, piece, { schedule: 'B', part: it.kind === 'return' ? 'refund' : it.kind === 'dispute' ? 'chargeback-void' : it.kind, cents: piece.cents, memo });
    }
  }
  return items;
}

/** Of one kind: what individuals gave, parties, other committees, and all else. */
export function groupOf({ line }: Gift, isCandidate: boolean): string {
  switch (line) {
    case 'SA11AI':
    case 'SB28A':
      return 'individuals';
    case 'SA11B':
      return 'parties';
    case 'SA11C':
    case 'SA11D':
      return 'committees';
    default:
      return line === 'SA15' && !isCandidate ? 'offsets' : 'other';
  }
}

/** Whether each is listed by name: what became of a gift is when the gift is, and a gift is for whoever got a part and gave enough. */
function itemize(items: readonly NaiveItem[], isCandidate: boolean, book: Book): void {
  const [gift, ...others] = items as readonly [NaiveItem, ...NaiveItem[]];
  const judge = (item: NaiveItem): readonly [boolean, string] => {
    if (book !== 'own') return [true, 'listed-by-filer'];
    if (item.part === 'reported-refund' || groupOf(item.gift, isCandidate) !== 'individuals') return [true, 'not-an-individual'];
    const { itemize: forced } = item.gift.said!;
    if (forced !== undefined) return [forced, forced ? 'forced' : 'forced-off'];
    if (item.aggregate < 0) return [true, 'negative'];
    if (item.aggregate > LISTED) return [true, 'aggregate-over-threshold'];
    return item.cents > LISTED ? [true, 'amount-over-threshold'] : [false, 'under-threshold'];
  };
  const mine = judge(gift);
  const raising = others.filter(({ part }) => part === 'reattribution-to').map((item) => [item, judge(item)] as const).filter(([, [itemized]]) => itemized);
  const whole = !mine[0] && raising.length > 0 ? ([true, 'with-its-child'] as const) : mine;
  [gift.itemized, gift.why] = whole;
  for (const item of others) [item.itemized, item.why] = whole[1] === 'listed-by-filer' || whole[1] === 'not-an-individual' ? whole : [whole[0], whole[0] ? 'with-its-receipt' : whole[1]];
  for (const [item, [itemized, why]] of raising) [item.itemized, item.why] = [itemized, why];
}

/** The line on which an item counts. */
export function lineOf({ gift, schedule, itemized, part }: NaiveItem, kind: string | null): string {
  if (schedule === 'A') return itemized ? gift.line : 'SA11AII';
  if (part === 'reported-refund') return gift.line;
  const isCandidate = kind === 'candidate';
  const [refunds, others] = isCandidate ? ['SB20', 'SB21'] : ['SB28', 'SB29'];
  return { individuals: `${refunds}A`, parties: `${refunds}B`, committees: `${refunds}C` }[groupOf(gift, isCandidate)] ?? others!;
}

/** A row of the report, as far as it is compared; those of one movement are told apart by donor, election and part. */
export function rowOf(item: NaiveItem, kind: string | null): Record<string, unknown> {
  const { gift, became, part, donor, entityType, attributedBy, day, cents, aggregate, itemized, why, memo, election } = item;
  const isTold = part === 'receipt' || part === 'reported-refund';
  return {
    line: lineOf(item, kind), part, contributionId: gift.contributionId, movementId: became?.id ?? null, filingId: null, entityType, donor, attributedBy, conduit: gift.said!.earmark?.conduitCommitteeId ?? null, day, amountCents: cents, aggregateCents: aggregate,
    claimedAggregateCents: isTold ? ((gift.said as { claimedAggregateCents?: number }).claimedAggregateCents ?? null) : null, itemized, why, memo, electionCode: election, electionDescription: (election === (gift.said!.electionCode ?? null) ? gift.said!.electionDescription : undefined) ?? null,
    flags: (became ?? gift).flags, events: [...gift.events, ...(became?.events ?? [])], position: became && became.position > gift.position ? became.position : gift.position,
  };
}

/** Rows by what they are of, in one order. */
export const inOrder = (rows: readonly Record<string, unknown>[]): Record<string, unknown>[] =>
  rows.map((row) => [[row['contributionId'], row['movementId'], row['part'], row['donor'], row['electionCode'], row['amountCents']].join(' '), row] as const).sort(([one], [other]) => compare(one, other)).map(([, row]) => row);

/** The figures of the cover that come from Schedule A. */
export function receivedIn(items: readonly NaiveItem[], isCandidate: boolean): Record<string, number> {
  const counted = items.filter(({ schedule, memo }) => schedule === 'A' && !memo);
  const sum = (those: (item: NaiveItem) => boolean) => counted.filter(those).reduce((cents, item) => cents + item.cents, 0);
  const of = (group: string) => sum(({ gift }) => groupOf(gift, isCandidate) === group);
  const candidateCents = isCandidate ? sum(({ gift }) => gift.line === 'SA11D') : 0;
  const memos = items.filter(({ schedule, memo }) => schedule === 'A' && memo);
  return {
    itemizedIndividualsCents: sum(({ gift, itemized }) => groupOf(gift, isCandidate) === 'individuals' && itemized), unitemizedIndividualsCents: sum(({ gift, itemized }) => groupOf(gift, isCandidate) === 'individuals' && !itemized),
    individualsCents: of('individuals'), partyCommitteesCents: of('parties'), otherCommitteesCents: of('committees') - candidateCents, candidateCents, totalContributionsCents: of('individuals') + of('parties') + of('committees'),
    transfersCents: 0, nonfederalTransfersCents: 0, federalFundsCents: 0, loansCents: 0, candidateLoansCents: 0, loanRepaymentsReceivedCents: 0, refundsReceivedCents: 0,
    offsetsCents: of('offsets'), otherReceiptsCents: of('other'), totalReceiptsCents: sum(() => true), memoCents: memos.reduce((cents, item) => cents + item.cents, 0), rows: counted.length, memoRows: memos.length,
  };
}

/** The figures of the cover that come from Schedule B. */
export function refundedIn({ items, heldOut, overdrawn }: NaiveSchedule, kind: string | null): Record<string, number> {
  const all = items.filter(({ schedule }) => schedule === 'B');
  const counted = all.filter(({ memo }) => !memo);
  const sum = (those: (item: NaiveItem) => boolean) => counted.filter(those).reduce((cents, item) => cents + item.cents, 0);
  const on = (letter: string) => sum((item) => lineOf(item, kind).endsWith(letter));
  const isOther = (item: NaiveItem) => /SB2[19]$/.test(lineOf(item, kind));
  return {
    refundsIndividualsCents: on('A'), refundsPartyCents: on('B'), refundsOtherCommitteesCents: on('C'), totalRefundsCents: on('A') + on('B') + on('C'), otherRefundsCents: sum(isOther),
    itemizedRefundsCents: sum((item) => item.itemized && !isOther(item)), unitemizedRefundsCents: sum((item) => !item.itemized && !isOther(item)), heldOutRefundsCents: heldOut.reduce((cents, it) => cents + it.amountCents, 0), heldOutRefunds: heldOut.length,
    overdrawnRefundsCents: overdrawn.reduce((cents, it) => cents + it.amountCents, 0), memoCents: all.filter(({ memo }) => memo).reduce((cents, item) => cents + item.cents, 0), rows: counted.length, memoRows: all.length - counted.length,
  };
}
