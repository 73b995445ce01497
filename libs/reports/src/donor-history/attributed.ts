import { holderOf, sharesOf, type Moved } from '../receipts/shares.js';
import type { GivingLine } from './giving.js';

/** A line of a history as it is read, with what says whose part of the gift it moves. */
export interface Attributing extends Omit<GivingLine, 'effectCents'> {
  readonly contributionId: string;
  readonly movementId: string;
  /** Null of a reattribution. */
  readonly effectCents: string | null;
  readonly whose: string | null;
  readonly fromReattributionId: string | null;
  readonly giver: string | null;
  readonly amountCents: string | null;
  /** Of the gift; null where it does not count. */
  readonly giftCents: string | null;
}

type Line<T extends Attributing> = Omit<T, 'effectCents' | 'whose' | 'fromReattributionId' | 'giver' | 'giftCents'> & { readonly effectCents: string; readonly netCents: string };

/** The lines with what each does to the donor's net, and the net after it. A reattribution does what it changes of the donor's share of the gift. */
export function withAttributed<T extends Attributing>(lines: readonly T[], donor: ReadonlySet<string>): Line<T>[] {
  const attributed = attributedBy(lines, donor);
  let net = 0n;
  return lines.map(({ effectCents, whose: _whose, fromReattributionId: _from, giver: _giver, giftCents: _gift, ...line }) => {
    const effect = effectCents ?? String(attributed.get(line.movementId) ?? 0);
    net += BigInt(effect);
    return { ...line, effectCents: effect, netCents: String(net) };
  });
}

/** By reattribution. */
function attributedBy(lines: readonly Attributing[], donor: ReadonlySet<string>): ReadonlyMap<string, number> {
  const moves = new Map<string, Moved[]>();
  const got = new Map(lines.filter(({ kind }) => kind === 'reattribution').map(({ movementId, whose }) => [movementId, whose]));
  const effects = new Map<string, number>();
  for (const { kind, effectCents, contributionId, movementId, fromReattributionId, whose, giver, giftCents, amountCents } of [...lines].sort(inOrder)) {
    if (kind !== 'reattribution' || effectCents !== null || giftCents === null) continue;
    const before = moves.get(contributionId) ?? [];
    const after = [...before, { from: holderOf(fromReattributionId, got, giver), to: whose, cents: Number(amountCents) }];
    moves.set(contributionId, after);
    const mine = (these: readonly Moved[]) => sharesOf(Number(giftCents), giver, these).reduce((sum, { name, starts, ends }) => (name !== null && donor.has(name) ? sum + ends - starts : sum), 0);
    effects.set(movementId, mine(after) - mine(before));
  }
  return effects;
}

const inOrder = (one: Attributing, other: Attributing): number => (one.day < other.day ? -1 : one.day > other.day ? 1 : one.movementId < other.movementId ? -1 : 1);
