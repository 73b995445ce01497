import { inTurn, isMove, NaiveGifts, type Became, type Book, type DonorRule, type Gift, type Happened, type Tokens } from './naive-gifts.js';
import { compare } from './naive-lists.js';
import { piecesOf, takingsOf, type Piece, type Taking } from './naive-shares.js';

/*
 * What the reports on money should say of a campaign, found the slow and simple way: every gift's story is read from
 * beginning to end. It shares nothing with the reports but the words, and the names of donors.
 */

/** By what receipts are grouped here. */
export type By = 'day' | 'committee' | 'election' | 'line' | 'source' | 'referenceCode' | 'referenceCode2' | 'page' | 'band' | 'recurring' | 'donor';
export interface AskedReceipts {
  readonly by?: readonly By[];
  readonly donors?: DonorRule;
  readonly book?: Book;
  readonly from?: string;
  readonly to?: string;
}

/** What is entered in the ledger under one day, donor and election. */
type Entry = Readonly<Record<By, string | null>> & { readonly starts?: boolean; readonly gives?: boolean } & Partial<Readonly<Record<(typeof SUMS)[number] | 'given' | 'gifts', number>>>;

const SUMS = ['grossCents', 'refundsCents', 'bouncedCents', 'feesCents', 'depositedCents', 'outstandingCents', 'disputedCents', 'questionableCents', 'memoCents', 'heldOutRefundsCents', 'overdrawnRefundsCents'] as const;
const REMEDY_DAYS = 60;
/** What was paid back of no gift is of no cut. */
const NOTHING = { line: null, source: null, page: null, referenceCode: null, referenceCode2: null, recurring: null, election: null, donor: null, band: null };

export class NaiveMoney extends NaiveGifts {
  constructor(happened: readonly Happened[], tokens: Tokens) {
    super(happened, tokens);
  }

  /** The gifts and reported refunds that stand, in the book of each committee that is counted. */
  private counted(book: Book | undefined): Gift[] {
    return this.toldIn(book).filter(({ standing }) => standing);
  }

  /** Those that were withdrawn, too; of a committee of which nothing stands in the book that would be counted, what is in another. */
  private toldIn(book: Book | undefined): Gift[] {
    const told = [...this.gifts.values()].filter(({ said }) => said !== null);
    const [own, published] = (['own', 'published'] as const).map((one) => new Set(told.filter((gift) => gift.standing && this.bookOf(gift) === one).map(({ said }) => said!.committeeId)));
    const isAside = (gift: Gift) => {
      const [its, { committeeId }] = [this.bookOf(gift), gift.said!];
      return book === undefined ? its === 'published' && published!.has(committeeId) && own!.has(committeeId) : its !== book && (its === 'own' ? own! : published!).has(committeeId);
    };
    return told.filter((gift) => !isAside(gift));
  }

  /** Whose a gift is in the end, and what went back of it; of what became of it only that which `counts`. */
  fateOf(gift: Gift, rule: DonorRule, counts: (it: Became) => boolean = () => true): { readonly pieces: readonly Piece[]; readonly takings: readonly Taking[] } {
    const { amountCents, contributor, electionCode = null } = gift.said!;
    const all = [...gift.became.values()];
    const became = inTurn(all.filter(({ kind }) => kind !== 'dispute' && kind !== 'deposit').filter(counts));
    const donor = this.donorOf(contributor, rule);
    const pieces = piecesOf(amountCents, donor, electionCode, became.filter(isMove), became, (to) => this.donorOf(to, rule));
    const got = new Map(became.filter(({ kind }) => kind === 'reattribution').map(({ id, to }) => [id, this.donorOf(to, rule)]));
    return { pieces, takings: takingsOf(amountCents, pieces, became, all.filter((it) => it.kind === 'dispute' && it.outcome !== undefined).filter((it) => counts({ ...it, kind: 'dispute' })), (id) => got.get(id)) };
  }

  receipts({ by = [], donors: rule = 'name-zip-1', book, from = '', to = '9999' }: AskedReceipts): Record<string, Record<string, number | null>> {
    const all = this.entries(rule, book);
    const first = new Map<string, string>();
    for (const { committee, donor, day, grossCents = 0, gives } of all) {
      const name = `${committee} ${donor}`;
      if (gives && donor !== null && grossCents > 0 && day! < (first.get(name) ?? '9999')) first.set(name, day!);
    }
    const groups = new Map<string, Entry[]>([['', []]]);
    for (const entry of all) {
      if (entry.day! < from || entry.day! > to) continue;
      const starts = entry.gives === true && entry.donor !== null && first.get(`${entry.committee} ${entry.donor}`) === entry.day;
      const names = by.map((name) => entry[name] ?? '').join(' | ');
      if (by.length > 0) groups.set(`${names} `, [...(groups.get(`${names} `) ?? []), { ...entry, starts }]);
      groups.get('')!.push({ ...entry, starts });
    }
    return Object.fromEntries([...groups].map(([name, entries]) => [name, figuresOf(entries)]));
  }

  private entries(rule: DonorRule, book: Book | undefined): Entry[] {
    const entries: Entry[] = [];
    for (const gift of this.counted(book)) {
      const { receivedOn: day, amountCents, contributor, electionCode: election = null, committeeId: committee, memo = false, seriesId, sequence, page = null, referenceCode = null, referenceCode2 = null, feeCents } = gift.said!;
      const donor = this.donorOf(contributor, rule);
      const of = { committee, line: gift.line, source: gift.source, page, referenceCode, referenceCode2, recurring: seriesId !== undefined || sequence !== undefined ? 'yes' : 'no', band: bandOf(amountCents) };
      if (gift.kind === 'reported-refund') {
        if (!memo) entries.push({ ...of, day, election, donor, refundsCents: amountCents, ...(gift.prohibited && { questionableCents: -amountCents }) });
        for (const { kind, day: on, cents } of gift.became.values()) if (kind === 'refund' || kind === 'chargeback') entries.push({ ...NOTHING, committee, day: on, heldOutRefundsCents: cents });
        continue;
      }
      if (this.wasNeverReceived(gift)) continue;
      const { pieces, takings } = this.fateOf(gift, rule);
      const became = [...gift.became.values()];
      const isDeposited = became.some(({ kind }) => kind === 'deposit');
      const isDisputed = became.some(({ kind, outcome }) => kind === 'dispute' && outcome === undefined);
      for (const [n, piece] of pieces.entries()) {
        const its = { ...of, day, election: piece.election, donor: piece.donor };
        if (memo) entries.push({ ...its, memoCents: piece.cents });
        else {
          entries.push({
            ...its, gives: true, grossCents: piece.cents, [isDeposited ? 'depositedCents' : 'outstandingCents']: piece.cents, ...(isDisputed && { disputedCents: piece.cents }), ...(gift.prohibited && { questionableCents: piece.cents }),
            ...(n === 0 && { given: amountCents, gifts: 1, feesCents: feeCents ?? 0 }),
          });
        }
      }
      if (memo) continue;
      for (const { kind, day: on, pieces: taken, beyond } of takings) {
        for (const piece of taken) entries.push({ ...of, day: on, election: piece.election, donor: piece.donor, [kind === 'bounce' ? 'bouncedCents' : 'refundsCents']: piece.cents, ...(gift.prohibited && { questionableCents: -piece.cents }) });
        if (beyond !== 0) entries.push({ ...of, day: on, election, donor, overdrawnRefundsCents: beyond });
      }
    }
    if (book === undefined || book === 'own') {
      for (const gift of this.gifts.values()) {
        if (!gift.standing) for (const { kind, day, cents } of gift.became.values()) if (kind === 'refund' || kind === 'chargeback') entries.push({ ...NOTHING, committee: gift.said?.committeeId ?? null, day, heldOutRefundsCents: cents });
      }
    }
    return entries;
  }

  /** Whoever gave to one committee for one election, or in one year: what counts for the limit, gift by gift. */
  limits({ donors: rule = 'name-zip-1', book }: { readonly donors?: DonorRule; readonly book?: Book }): Record<string, Record<string, unknown>> {
    const accounts = new Map<string, { readonly key: { committee: string; committeeKind: string | null; donor: string; election: string | null; year: string | null }; readonly isSpecial: boolean; readonly gifts: Map<string, { readonly day: string; cents: number; late: number }> }>();
    for (const gift of this.counted(book)) {
      const { committeeId: committee, memo, receivedOn: day } = gift.said!;
      if (gift.kind !== 'contribution' || memo || this.wasNeverReceived(gift)) continue;
      const { kind, cycle } = this.ruleOf(committee);
      const isSpecial = gift.line === 'SA17';
      if (gift.line !== 'SA11AI' && !(isSpecial && kind === 'national-party')) continue;
      const persons = new Map<string | null, boolean>();
      const isPerson = (donor: string | null, is: boolean) => void persons.set(donor, is || (persons.get(donor) ?? false));
      isPerson(this.donorOf(gift.said!.contributor, rule), gift.said!.contributor?.entityType === 'IND');
      const isInTime = (it: Became) => it.kind === 'bounce' || it.kind === 'dispute' || it.day <= daysLater(day, REMEDY_DAYS);
      for (const { kind: what, to, day: on } of gift.became.values()) if (what === 'reattribution' && on <= daysLater(day, REMEDY_DAYS)) isPerson(this.donorOf(to, rule), to!.entityType === 'IND');
      const { pieces, takings } = this.fateOf(gift, rule, isInTime);
      const all = takings.flatMap(({ pieces: taken }) => taken);
      // What came too late is told once: of the giver's part for the election that is named, else of the first.
      const giver = this.donorOf(gift.said!.contributor, rule);
      const givers = pieces.filter(({ donor }) => donor === giver);
      const late = new Map<Piece | undefined, number>();
      for (const it of gift.became.values()) {
        if (!['refund', 'chargeback', 'return', 'redesignation', 'reattribution'].includes(it.kind) || isInTime(it) || gift.said!.amountCents <= 0) continue;
        const piece = (it.kind === 'redesignation' ? givers.find(({ election }) => election === it.fromElection) : undefined) ?? givers[0];
        late.set(piece, (late.get(piece) ?? 0) + it.cents);
      }
      for (const piece of pieces) {
        if (piece.donor === null || !persons.get(piece.donor)) continue;
        const back = all.filter(({ donor, election }) => donor === piece.donor && election === piece.election).reduce((sum, { cents }) => sum + cents, 0);
        const election = kind === 'candidate' || kind === null ? piece.election : null;
        const year = kind === null ? null : kind !== 'candidate' ? day.slice(0, 4) : piece.election === null ? String(cycleOf(day, cycle)) : null;
        const name = [committee, piece.donor, election ?? '', year ?? '', isSpecial ? 'special' : ''].join(' ');
        const account = accounts.get(name) ?? { key: { committee, committeeKind: kind, donor: piece.donor, election, year }, isSpecial, gifts: new Map() };
        accounts.set(name, account);
        const before = account.gifts.get(gift.contributionId);
        account.gifts.set(gift.contributionId, { day, cents: (before?.cents ?? 0) + piece.cents - back, late: (before?.late ?? 0) + (late.get(piece) ?? 0) });
      }
    }
    return Object.fromEntries([...accounts].map(([name, { key, isSpecial, gifts }]) => {
      const ordered = [...gifts].sort(([one, { day: a }], [other, { day: b }]) => compare(a, b) || compare(one, other));
      let [upto, excess, limitCents, crossedBy, crossedOn, isUnknown, late]: [number, number, number | null, string | null, string | null, boolean, number] = [0, 0, null, null, null, false, 0];
      for (const [id, { day, cents, late: itsLate }] of ordered) {
        upto += cents;
        late += itsLate;
        const law = lawOn(isSpecial ? 'special' : key.committeeKind, day);
        if (law === undefined) isUnknown = true;
        else if (isSpecial) isUnknown ||= upto > law!;
        else if (law !== null) {
          limitCents = law;
          excess = Math.max(excess, upto - law);
          if (upto > law && crossedBy === null) [crossedBy, crossedOn] = [id, day];
        }
      }
      const isNear = limitCents !== null && excess === 0 && upto * 5 >= limitCents * 4;
      const flags = [...(excess > 0 ? ['over'] : []), ...(isNear ? ['near'] : []), ...(isUnknown ? ['limit-unknown'] : []), ...(isSpecial ? ['special-account'] : [])];
      return [name, { ...key, gifts: gifts.size, givenCents: upto, limitCents, excessCents: limitCents === null ? null : excess, lateRemediesCents: late, crossedBy, crossedOn, deadline: crossedOn && daysLater(crossedOn, REMEDY_DAYS), flags }];
    }));
  }

  /** Everybody who is known and has a figure among the receipts. */
  donors = (rule: DonorRule): string[] => Object.keys(this.receipts({ by: ['donor'], donors: rule })).map((name) => name.trim()).filter((name) => name !== '');

  /** Gifts of which it is in question whether their givers may give. */
  questionable(on: string, book?: Book): Record<string, Record<string, unknown>> {
    const found: Record<string, Record<string, unknown>> = {};
    for (const gift of this.counted(book)) {
      const { receivedOn, amountCents, memo, committeeId: committee, contributor } = gift.said!;
      if (!gift.prohibited || memo || gift.kind !== 'contribution' || this.wasNeverReceived(gift) || receivedOn > on) continue;
      const back = this.fateOf(gift, 'name-zip-1').takings.filter(({ day }) => day <= on).flatMap(({ pieces }) => pieces).reduce((sum, { cents }) => sum + cents, 0);
      const deposited = [...gift.became.values()].some(({ kind }) => kind === 'deposit');
      const [returnBy, refundBy] = [daysLater(receivedOn, 10), daysLater(receivedOn, 30)];
      const left = amountCents - back;
      const status = left <= 0 ? 'settled' : on > refundBy ? 'overdue' : deposited || on > returnBy ? 'refund-due' : 'return-or-deposit';
      found[gift.contributionId] = { contributionId: gift.contributionId, committee, donor: this.donorOf(contributor, 'name-zip-1'), receivedOn, amountCents, leftCents: left, deposited, returnBy, refundBy, status };
    }
    return found;
  }

  /** What did something to a donor's net, by gift and movement. */
  history(donor: ReadonlySet<string>, rule: DonorRule, book?: Book): { readonly lines: Record<string, number>; readonly totals: Record<string, unknown> } {
    const lines: Record<string, number> = {};
    const gave: { day: string; cents: number }[] = [];
    let net = 0;
    for (const gift of this.toldIn(book)) {
      const { contributor, amountCents, memo, receivedOn } = gift.said!;
      const giver = this.donorOf(contributor, rule);
      const isTheirs = giver !== null && donor.has(giver);
      const moved = [...gift.became.values()].filter(({ kind }) => kind === 'reattribution');
      if (!isTheirs && !moved.some(({ to }) => donor.has(this.donorOf(to, rule) ?? ''))) continue;
      const counts = gift.standing && !memo && (gift.kind === 'reported-refund' || !this.wasNeverReceived(gift));
      const effect = (id: string, cents: number, day: string, gives: boolean) => {
        lines[`${gift.contributionId} ${id}`] = counts ? cents + 0 : 0;
        if (!counts) return;
        net += cents;
        if (gives && cents > 0) gave.push({ day, cents });
      };
      if (gift.kind === 'reported-refund') {
        effect(gift.contributionId, -amountCents, receivedOn, false);
        for (const { id, day } of gift.became.values()) effect(id, 0, day, false);
        continue;
      }
      effect(gift.contributionId, isTheirs ? amountCents : 0, receivedOn, true);
      const mine = (pieces: readonly Piece[]) => pieces.filter((piece) => piece.donor !== null && donor.has(piece.donor)).reduce((sum, { cents }) => sum + cents, 0);
      const { takings } = this.fateOf(gift, rule);
      const before: Became[] = [];
      for (const it of inTurn([...gift.became.values()])) {
        if (it.kind === 'reattribution') {
          const share = (these: readonly Became[]) => mine(piecesOf(amountCents, giver, null, these, moved, (to) => this.donorOf(to, rule)));
          const then = share(before);
          before.push(it);
          effect(it.id, share(before) - then, it.day, true);
        } else effect(it.id, -mine(takings.filter(({ became }) => became.id === it.id).flatMap(({ pieces }) => pieces)), it.day, false);
      }
    }
    const given = gave.reduce((sum, { cents }) => sum + cents, 0);
    const days = gave.map(({ day }) => day).sort();
    return {
      lines,
      totals: {
        gifts: gave.length, givenCents: given, wentBackCents: given - net, netCents: net, largestCents: Math.max(0, ...gave.map(({ cents }) => cents)), averageCents: gave.length === 0 ? null : Math.floor(given / gave.length + 0.5),
        firstDay: days[0] ?? null, lastDay: days.at(-1) ?? null, years: [...new Set(days.map((day) => Number(day.slice(0, 4))))],
      },
    };
  }
}

function figuresOf(entries: readonly Entry[]): Record<string, number | null> {
  const sum = (name: (typeof SUMS)[number] | 'given' | 'gifts') => entries.reduce((cents, entry) => cents + (entry[name] ?? 0), 0);
  const donors = (those: (entry: Entry) => boolean) => new Set(entries.filter((entry) => entry.donor !== null && those(entry)).map(({ donor }) => donor));
  const [gave, started] = [donors(({ gives }) => gives === true), donors(({ starts }) => starts === true)];
  const sums = Object.fromEntries(SUMS.map((name) => [name, sum(name)])) as Record<(typeof SUMS)[number], number>;
  const netCents = sums.grossCents - sums.refundsCents - sums.bouncedCents;
  const count = sum('gifts');
  return {
    ...sums, netCents, spendableCents: netCents - sums.questionableCents, count, donors: gave.size, averageCents: count === 0 ? null : Math.floor(sum('given') / count + 0.5), firstTimeDonors: started.size,
    repeatDonors: [...gave].filter((donor) => !started.has(donor)).length,
  };
}

function bandOf(cents: number): string {
  if (cents <= 0) return 'below 0';
  const bands = [[2_500, '0000.01-0025.00'], [5_000, '0025.01-0050.00'], [10_000, '0050.01-0100.00'], [20_000, '0100.01-0200.00'], [50_000, '0200.01-0500.00'], [100_000, '0500.01-1000.00']] as const;
  return bands.find(([most]) => cents <= most)?.[1] ?? '1000.01 and over';
}

export const daysLater = (day: string, days: number): string => new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

const ELECTION_DAYS: Readonly<Record<number, string>> = { 2022: '2022-11-08', 2024: '2024-11-05', 2026: '2026-11-03' };

/** In which year the election is for which a day is in the cycle. */
export function cycleOf(day: string, { years, endsIn }: { readonly years: number; readonly endsIn: number } = { years: 2, endsIn: 2024 }): number {
  for (let year = Number(day.slice(0, 4)); ; year++) if ((year - endsIn) % years === 0 && day <= (ELECTION_DAYS[year] ?? `${year}-11-08`)) return year;
}

/** What one person may give, on a day of 2024 to 2026: nothing known, null where there is no limit. */
function lawOn(kind: string | null, day: string): number | null | undefined {
  if (day > '2026-12-31') return undefined;
  switch (kind) {
    case 'candidate':
      return day <= '2024-11-05' ? 330_000 : day <= '2026-11-03' ? 350_000 : undefined;
    case 'pac':
      return 500_000;
    case 'state-party':
      return 1_000_000;
    case 'national-party':
      return day <= '2024-12-31' ? 4_130_000 : 4_430_000;
    case 'special':
      return day <= '2024-12-31' ? 12_390_000 : 13_290_000;
    case 'independent-expenditure-only':
      return null;
    default:
      return undefined;
  }
}
