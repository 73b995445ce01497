import type { CommitteeKind, Contributor, DefineCommittee, RecordContribution, RefundContribution, SightContribution } from '@fieldledger/donations';
import type { ToldMoney } from './money-campaign.js';

/** Something that was told and taken, at its place in the log; with the amount that was recorded, where none was told. */
export type Happened = ToldMoney & { readonly eventId: string; readonly position: string; readonly recordedCents: number | null; readonly flags: readonly string[] };

/** By what an organization knows a name at a ZIP code, and an address, without saying them. */
export interface Tokens {
  readonly nameZip: (last: string, first: string, zip: string) => string;
  readonly email: (address: string) => string;
}

export type DonorRule = 'name-zip-1' | 'reference-1' | 'linked-1';
export type Book = 'own' | 'published';

/** Something that became of a gift. Of a dispute: how it ended, as far as anybody told. */
export interface Became {
  readonly kind: 'refund' | 'chargeback' | 'return' | 'bounce' | 'redesignation' | 'reattribution' | 'deposit' | 'dispute';
  readonly id: string;
  readonly day: string;
  readonly cents: number;
  readonly fromElection?: string | null;
  readonly toElection?: string;
  readonly from?: string;
  readonly to?: Contributor;
  readonly disputeId?: string;
  readonly outcome?: 'won' | 'lost' | 'withdrawn';
  readonly events: readonly string[];
  readonly position: string;
  readonly flags: readonly string[];
}

/** One telling of a gift: all of it, what somebody else says of it, or of what was paid back of it, or that it is taken back. */
export interface Telling {
  readonly what: 'received' | 'amended' | 'sighted' | 'withdrawn';
  readonly eventId: string;
  readonly position: string;
  readonly source: string;
  readonly said: SightContribution | null;
}

/** A gift, or what was told of one before it. */
export interface Gift {
  readonly contributionId: string;
  /** As it is told last; null as long as nobody told of it. */
  said: (RecordContribution | SightContribution) | null;
  kind: 'contribution' | 'reported-refund';
  standing: boolean;
  committeeKind: CommitteeKind | null;
  cycle: DefineCommittee['cycle'];
  line: string;
  source: string;
  prohibited: boolean;
  flags: readonly string[];
  events: string[];
  position: string;
  readonly became: Map<string, Became>;
  readonly tellings: Telling[];
  requestedOn: readonly [string, string] | null;
  followedUpOn: readonly [string, string] | null;
  answeredOn: string | null;
  readonly answered: Set<string>;
  readonly effortEvents: string[];
}

/** The stories of gifts, each read from beginning to end. */
export class NaiveGifts {
  readonly gifts = new Map<string, Gift>();
  readonly committees = new Map<string, DefineCommittee>();
  private readonly leaders: ReadonlyMap<string, string>;

  /** @param happened in the order of the log */
  constructor(happened: readonly Happened[], private readonly tokens: Tokens) {
    const links = new Map<string, readonly [string, string]>();
    for (const it of happened) {
      if (it.door === 'committees') this.committees.set(it.item.committeeId, it.item);
      else if (it.door === 'person-links') links.set(it.item.linkId, [referenceText(it.item.person), referenceText(it.item.same)]);
      else if (it.door === 'person-links/removals') links.delete(it.item.linkId);
      else this.read(it);
    }
    this.leaders = leadersOf([...links.values()]);
  }

  private read(it: Happened): void {
    const { door, item, eventId, position, flags } = it;
    if (!(door.startsWith('contributions') || door === 'sightings')) return;
    const { contributionId } = item as { contributionId: string };
    const gift: Gift = this.gifts.get(contributionId) ?? { contributionId, said: null, kind: 'contribution', standing: false, committeeKind: null, cycle: undefined, line: '', source: '', prohibited: false, flags: [], events: [], position: '', became: new Map(), tellings: [], requestedOn: null, followedUpOn: null, answeredOn: null, answered: new Set(), effortEvents: [] };
    this.gifts.set(contributionId, gift);
    gift.effortEvents.push(eventId);
    const became = (kind: Became['kind'], id: string, day: string, more: Partial<Became> = {}) => {
      // Of what two tell under one id the first holds.
      if (gift.became.has(id)) {
        gift.effortEvents.pop();
        gift.tellings.push({ what: 'sighted', eventId, position, source: (item as RefundContribution).provenance!.sourceSystem, said: null });
      } else gift.became.set(id, { kind, id, day, cents: it.recordedCents ?? 0, events: [eventId], position, flags, ...more });
    };
    switch (door) {
      case 'contributions':
        return this.tell(gift, it, item, 'received', 'test');
      case 'sightings':
        return this.tell(gift, it, item, gift.said === null ? 'received' : item.restates ? 'amended' : 'sighted', item.source);
      case 'contributions/amendments': {
        const { amendmentId: _id, ...changes } = item;
        return this.tell(gift, it, { ...gift.said!, ...changes }, 'amended', gift.source, true);
      }
      case 'contributions/withdrawals':
        gift.tellings.push({ what: 'withdrawn', eventId, position, source: '', said: null });
        gift.events.push(eventId);
        gift.position = position;
        gift.standing = false;
        return;
      case 'contributions/refunds':
        return became('refund', item.refundId, item.refundedOn, { from: item.fromReattributionId });
      case 'contributions/chargebacks':
        return became('chargeback', item.chargebackId, item.chargedBackOn, { disputeId: item.disputeId });
      case 'contributions/returns':
        return became('return', item.returnId, item.returnedOn);
      case 'contributions/bounces':
        return became('bounce', item.bounceId, item.bouncedOn);
      case 'contributions/deposits':
        gift.effortEvents.pop();
        return became('deposit', item.depositId, item.depositedOn);
      case 'contributions/redesignations':
        gift.effortEvents.pop();
        return became('redesignation', item.redesignationId, item.redesignatedOn, { fromElection: item.fromElection ?? gift.said!.electionCode ?? null, toElection: item.toElection });
      case 'contributions/reattributions':
        return became('reattribution', item.reattributionId, item.reattributedOn, { from: item.fromReattributionId, to: item.to });
      case 'contributions/disputes': {
        const before = gift.became.get(item.disputeId);
        gift.effortEvents.pop();
        if (!before) became('dispute', item.disputeId, item.openedOn, { cents: 0, events: [] });
        else gift.became.set(item.disputeId, { ...before, ...(before.outcome === undefined && { day: item.openedOn }) });
        return;
      }
      case 'contributions/dispute-closings': {
        // The last closing by its day is how it ended; of two of one day the one that is better for us.
        const before = gift.became.get(item.disputeId);
        const holds = before?.outcome === undefined || item.closedOn > before.day || (item.closedOn === before.day && item.outcome > before.outcome);
        gift.became.set(item.disputeId, { kind: 'dispute', id: item.disputeId, cents: 0, ...(holds ? { day: item.closedOn, outcome: item.outcome, flags } : { day: before.day, outcome: before.outcome, flags: before.flags }), events: [...(before?.events ?? []), eventId], position });
        return;
      }
      case 'contributions/information-requests': {
        const name = item.followUp ? 'followedUpOn' : 'requestedOn';
        if (gift[name] === null || item.requestedOn < gift[name][0]) gift[name] = [item.requestedOn, item.medium];
        return;
      }
      case 'contributions/information-answers':
        if (item.employer !== undefined) gift.answered.add('employer');
        if (item.occupation !== undefined) gift.answered.add('occupation');
        if (gift.answeredOn === null || item.receivedOn < gift.answeredOn) gift.answeredOn = item.receivedOn;
    }
  }

  private tell(gift: Gift, { eventId, position, flags }: Happened, said: RecordContribution | SightContribution, what: Telling['what'], source: string, isByUs = false): void {
    gift.tellings.push({ what, eventId, position, source, said: said as SightContribution });
    if (what === 'sighted') return void gift.effortEvents.pop();
    const { kind, restates, line } = said as SightContribution;
    // An amendment by our own people leaves the kind that the gift was told with.
    if (!isByUs) {
      gift.committeeKind = said.committeeKind ?? this.committees.get(said.committeeId)?.kind ?? null;
      gift.cycle = this.committees.get(said.committeeId)?.cycle;
    }
    if (what === 'received') gift.kind = kind === 'refund' ? 'reported-refund' : 'contribution';
    gift.said = said;
    gift.source = source;
    gift.line = line ?? (kind === 'refund' ? 'SB28A' : lineOf(said.contributor));
    gift.standing = true;
    gift.flags = flags;
    // What the FEC published is for others to answer for, until our own people speak of it.
    gift.prohibited = (said.sourceMarkers ?? []).some((marker) => marker !== 'minor') && (!restates || isByUs);
    gift.events.push(eventId);
    gift.position = position;
  }

  bookOf = ({ source }: Gift): Book => (source === 'fec-bulk' ? 'published' : 'own');

  /** Who counts as one donor. */
  donorOf(contributor: Contributor | undefined, rule: DonorRule): string | null {
    if (!contributor) return null;
    const { committeeId, reference, lastName, organizationName, firstName, zip, email } = contributor;
    if (committeeId !== undefined) return `c:${committeeId}`;
    const name = bare(organizationName ?? lastName);
    const byName = name === '' ? undefined : `n:${this.tokens.nameZip(name, bare(firstName), bare(zip).slice(0, 5))}`;
    const byReference = reference && `r:${referenceText(reference)}`;
    const byEmail = email === undefined || bare(email) === '' ? undefined : `e:${this.tokens.email(email)}`;
    const donor = (rule === 'name-zip-1' ? (byName ?? byReference) : (byReference ?? byName)) ?? byEmail ?? null;
    return rule === 'linked-1' && donor !== null ? (this.leaders.get(donor) ?? donor) : donor;
  }

  /** The kind of a committee and its cycle: as it was defined last, else as the newest gift tells. */
  ruleOf(committeeId: string): { readonly kind: CommitteeKind | null; readonly cycle: DefineCommittee['cycle'] } {
    const defined = this.committees.get(committeeId);
    if (defined) return { kind: defined.kind, cycle: defined.cycle };
    const telling = [...this.gifts.values()].filter((gift) => gift.standing && gift.said!.committeeId === committeeId && gift.committeeKind !== null);
    const newest = telling.sort((one, other) => compare(one.said!.receivedOn, other.said!.receivedOn) || compare(one.contributionId, other.contributionId)).at(-1);
    return { kind: newest?.committeeKind ?? null, cycle: newest?.cycle };
  }

  /** Sent back before it was deposited, of which nothing was paid back: never received. */
  wasNeverReceived({ became }: Gift): boolean {
    const kinds = new Set([...became.values()].map(({ kind }) => kind));
    return kinds.has('return') && !kinds.has('deposit') && !kinds.has('refund') && !kinds.has('chargeback');
  }
}

/** Cents that are a donor's and for an election. */
export interface Piece {
  readonly donor: string | null;
  readonly election: string | null;
  readonly cents: number;
}

/** What something took of a gift; below nothing where it came back. */
export interface Taking {
  readonly became: Became;
  readonly kind: 'refund' | 'chargeback' | 'won-back' | 'return' | 'bounce';
  readonly day: string;
  readonly pieces: readonly Piece[];
  /** More than there was to take. */
  readonly beyond: number;
}

const MOVES = ['redesignation', 'reattribution'];
const TURN = ['redesignation', 'reattribution', 'refund', 'chargeback', 'dispute', 'return', 'bounce'];

/** In the order in which it happened. */
export const inTurn = (became: readonly Became[]): Became[] => [...became].sort((one, other) => compare(one.day, other.day) || TURN.indexOf(one.kind) - TURN.indexOf(other.kind) || compare(one.id, other.id));

/** What of a gift is whose, after what became of it. @param moves the redesignations and reattributions that count, all of them known to `all` */
export const piecesOf = (...of: Parameters<typeof gridOf>): Piece[] => gridOf(...of).filter(({ cents }) => cents !== 0);

/** The same, with what nobody has any more in its place. */
export function gridOf(whole: number, giver: string | null, election: string | null, moves: readonly Became[], all: readonly Became[], donorOf: (to: Contributor) => string | null): Piece[] {
  if (whole <= 0) return [{ donor: giver, election, cents: whole }];
  const got = new Map(all.filter(({ kind }) => kind === 'reattribution').map(({ id, to }) => [id, donorOf(to!)]));
  const donors = sharedOut(whole, giver, moves.filter(({ kind }) => kind === 'reattribution').map(({ id, from, cents }) => ({ from: from !== undefined && got.has(from) ? got.get(from)! : giver, to: got.get(id)!, cents })));
  const elections = sharedOut(whole, election, moves.filter(({ kind }) => kind === 'redesignation').map(({ fromElection, toElection, cents }) => ({ from: fromElection!, to: toElection!, cents })));
  // Where both were moved, each donor's part is divided as the whole is, to the cent by what is before it.
  const pieces: Piece[] = [];
  let upto = 0;
  for (const donor of donors) {
    let [across, before] = [0, 0];
    for (const its of elections) {
      across += its.cents;
      const corner = (of: number) => Number((BigInt(of) * BigInt(across)) / BigInt(whole));
      const here = corner(upto + donor.cents) - corner(upto);
      pieces.push({ donor: donor.name, election: its.name, cents: here - before });
      before = here;
    }
    upto += donor.cents;
  }
  return pieces;
}

/** The first has what nobody else got; what was moved from somebody who had it not was the first's. Nobody has more than there is. */
function sharedOut(whole: number, first: string | null, moves: readonly { readonly from: string | null; readonly to: string | null; readonly cents: number }[]): { readonly name: string | null; readonly cents: number }[] {
  const has = new Map<string | null, number>([[first, whole]]);
  const give = (name: string | null, cents: number) => void has.set(name, (has.get(name) ?? 0) + cents);
  for (const { from, to, cents } of moves) {
    give(from, -cents);
    give(to, cents);
  }
  for (const [name, cents] of [...has]) {
    if (name === first || cents >= 0) continue;
    give(first, cents);
    has.delete(name);
  }
  let left = whole;
  return [first, ...[...has.keys()].filter((name) => name !== first).sort((one, other) => (one === null ? 1 : other === null ? -1 : compare(one, other)))].map((name) => {
    const cents = Math.min(left, Math.max(has.get(name)!, 0));
    left -= cents;
    return { name, cents };
  });
}

/** Out of which pieces refunds, the card network and the bank took, day by day: what names whose part it is takes that; everything else the giver's first. */
export function takingsOf(whole: number, pieces: readonly Piece[], became: readonly Became[], wonBackBy: readonly Became[], holder: (reattributionId: string) => string | null | undefined): Taking[] {
  const there = Math.max(whole, 0);
  const all: { became: Became; kind: Taking['kind']; day: string; cents: number }[] = [];
  for (const it of inTurn([...became, ...wonBackBy.filter((dispute) => !became.includes(dispute))])) {
    if (it.kind === 'bounce') all.push({ became: it, kind: 'bounce', day: it.day, cents: there });
    else if (it.kind === 'dispute') all.push({ became: it, kind: 'won-back', day: it.day, cents: -wonBack(it, became, wonBackBy) });
    else if (it.kind === 'refund' || it.kind === 'chargeback' || it.kind === 'return') all.push({ became: it, kind: it.kind, day: it.day, cents: it.cents });
  }
  let upto = 0;
  const within = all.map((it) => {
    const before = Math.min(Math.max(upto, 0), there);
    upto += it.cents;
    return Math.min(Math.max(upto, 0), there) - before;
  });
  const left = pieces.map(({ cents }) => cents);
  const ofName = pieces.map(() => 0);
  const named = all.map(({ became: { kind, from } }, n) => {
    const who = kind === 'refund' && from !== undefined ? holder(from) : undefined;
    let rest = who === undefined || whole <= 0 ? 0 : within[n]!;
    return pieces.flatMap((piece, i) => {
      if (piece.donor !== who || rest <= 0) return [];
      const cents = Math.min(rest, left[i]!);
      left[i]! -= cents;
      ofName[i]! += cents;
      rest -= cents;
      return cents > 0 ? [{ ...piece, cents }] : [];
    });
  });
  // What is in nobody's name is taken off a pile, and put back on it.
  const pile = [...pieces.map((piece, i) => ({ piece, cents: left[i]! })), ...pieces.map((piece, i) => ({ piece, cents: ofName[i]! }))].filter(({ cents }) => cents > 0);
  const gone: { piece: Piece; cents: number }[] = [];
  const move = (cents: number, take: () => { piece: Piece; cents: number } | undefined, put: (some: { piece: Piece; cents: number }) => void, back: (some: { piece: Piece; cents: number }) => void) => {
    const moved: Piece[] = [];
    for (let rest = cents; rest > 0; ) {
      const next = take();
      if (!next) break;
      const some = Math.min(rest, next.cents);
      if (next.cents > some) back({ piece: next.piece, cents: next.cents - some });
      put({ piece: next.piece, cents: some });
      moved.push({ ...next.piece, cents: some });
      rest -= some;
    }
    return moved;
  };
  return all.map(({ became: it, kind, day, cents }, n) => {
    const rest = within[n]! - named[n]!.reduce((sum, piece) => sum + piece.cents, 0);
    const moved = rest >= 0
      ? move(rest, () => pile.shift(), (some) => void gone.push(some), (some) => void pile.unshift(some))
      : move(-rest, () => gone.pop(), (some) => void pile.unshift(some), (some) => void gone.push(some)).map((piece) => ({ ...piece, cents: -piece.cents })).reverse();
    return { became: it, kind, day, pieces: summed([...named[n]!, ...moved]), beyond: kind === 'bounce' || kind === 'return' ? 0 : cents - within[n]! };
  });
}

/** What came back by a dispute that ended well: what was charged back until then and by no earlier one came back. */
function wonBack(dispute: Became, became: readonly Became[], disputes: readonly Became[]): number {
  const brings = (charged: Became) => inTurn(disputes.filter(({ outcome, day, id }) => (outcome === 'won' || outcome === 'withdrawn') && day >= charged.day && (charged.disputeId ?? id) === id))[0];
  return became.reduce((sum, it) => (it.kind === 'chargeback' && brings(it) === dispute ? sum + it.cents : sum), 0);
}

export function summed(pieces: readonly Piece[]): Piece[] {
  const sums = new Map<string, Piece>();
  for (const piece of pieces) {
    const name = JSON.stringify([piece.donor, piece.election]);
    sums.set(name, { ...piece, cents: (sums.get(name)?.cents ?? 0) + piece.cents });
  }
  return [...sums.values()].filter(({ cents }) => cents !== 0);
}

export const isMove = ({ kind }: Became): boolean => MOVES.includes(kind);
export const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
const bare = (text = ''): string => text.normalize('NFKD').replace(/[^\p{L}\p{N}]/gu, '').toUpperCase();
export const referenceText = ({ system, scope, id }: { readonly system: string; readonly scope: string; readonly id: string }): string => `${system}/${scope}/${id}`;

function lineOf(contributor: Contributor | undefined): string {
  return { PTY: 'SA11B', PAC: 'SA11C', COM: 'SA11C', CCM: 'SA11C', CAN: 'SA11D', IND: 'SA11AI', ORG: 'SA11AI' }[contributor?.entityType ?? 'IND'];
}

/** Each linked reference under the first of its person's. */
function leadersOf(links: readonly (readonly [string, string])[]): ReadonlyMap<string, string> {
  const leaders = new Map(links.flat().map((name) => [name, name]));
  for (let changed = true; changed; ) {
    changed = false;
    for (const [one, other] of links) {
      const first = [leaders.get(one)!, leaders.get(other)!].sort()[0]!;
      for (const name of [one, other]) {
        if (leaders.get(name) === first) continue;
        leaders.set(name, first);
        changed = true;
      }
    }
  }
  return new Map([...leaders].map(([name, leader]) => [`r:${name}`, `r:${leader}`]));
}
