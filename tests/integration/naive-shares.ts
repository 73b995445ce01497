import type { Contributor } from '@fieldledger/donations';
import { inTurn, type Became } from './naive-gifts.js';
import { compare } from './naive-lists.js';

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

/** What of a gift is whose, after what became of it. @param moves the redesignations and reattributions that count, all of them known to `all` */
export const piecesOf = (...of: Parameters<typeof gridOf>): Piece[] => gridOf(...of).filter(({ cents }) => cents !== 0);

/** The same, and in its place each part of which all was passed on, of nought. */
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
