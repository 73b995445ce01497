/** Cents that were moved from one name to another: an election, or a donor; null is none, or nobody known. */
export interface Moved {
  readonly from: string | null;
  readonly to: string | null;
  readonly cents: number;
}

/** What a name has of a gift: the parts lie side by side. */
export interface Share {
  readonly name: string | null;
  readonly starts: number;
  readonly ends: number;
}

/** What a donor has for an election. */
export interface Part {
  readonly donor: string | null;
  readonly election: string | null;
  readonly cents: number;
}

/**
 * Who has the part that a reattribution passes on: whom the one that it names gave it, also where that is dated later, else
 * the giver. `by_donor` in gifts.ts says it in SQL.
 */
export function holderOf(fromReattributionId: string | null, given: ReadonlyMap<string, string | null>, giver: string | null): string | null {
  return fromReattributionId !== null && given.has(fromReattributionId) ? given.get(fromReattributionId)! : giver;
}

/** A gift by one kind of name, as `laid` in gifts.ts says it in SQL. @param first whose all of it was */
export function sharesOf(whole: number, first: string | null, moves: readonly Moved[]): Share[] {
  const sums = new Map<string | null, number>([[first, whole]]);
  const add = (name: string | null, cents: number) => void sums.set(name, (sums.get(name) ?? 0) + cents);
  for (const { from, to, cents } of moves) {
    add(from, -cents);
    add(to, cents);
  }
  for (const [name, cents] of sums) if (name !== first && cents < 0) add(first, cents);
  const others = [...sums.keys()].filter((name) => name !== first && sums.get(name)! > 0).sort(nobodyLast);
  let upto = 0;
  return [first, ...others].map((name) => {
    const starts = Math.min(upto, Math.max(whole, 0));
    upto += Math.max(sums.get(name)!, 0);
    return { name, starts, ends: Math.min(upto, Math.max(whole, 0)) };
  });
}

/** A gift by donor and election, as `divided` in gifts.ts says it in SQL: each donor's part is divided as the whole is. */
export function partsOf(whole: number, donors: readonly Share[], elections: readonly Share[]): Part[] {
  const upto = (donor: number, election: number) => Number((BigInt(donor) * BigInt(election)) / BigInt(Math.max(whole, 1)));
  return donors.flatMap((donor) =>
    elections.map((election) => ({
      donor: donor.name, election: election.name, cents: upto(donor.ends, election.ends) - upto(donor.starts, election.ends) - upto(donor.ends, election.starts) + upto(donor.starts, election.starts),
    })),
  );
}

/** What was paid back, charged back or taken by the bank of a gift; below zero where it came back. */
export interface Taking {
  readonly cents: number;
  /** Whose part it is of, where it says so. */
  readonly named?: { readonly donor: string | null };
}

/**
 * Out of which part each was taken, in their order, as `taken` in gifts.ts says it in SQL: what names whose part takes that
 * part, as far as it goes; all else takes what is left of the parts, one after the other, and last what was taken by name.
 */
export function takenOf(parts: readonly Part[], takings: readonly Taking[]): Part[][] {
  const byName = parts.map(() => 0);
  const taken = takings.map(({ cents, named }): Part[] => {
    let rest = named ? cents : 0;
    return parts.flatMap((part, i) => {
      const mine = part.donor === named?.donor ? Math.min(rest, part.cents - byName[i]!) : 0;
      byName[i]! += mine;
      rest -= mine;
      return mine > 0 ? [{ ...part, cents: mine }] : [];
    });
  });
  const inTurn = [...parts.map((part, i) => ({ ...part, cents: part.cents - byName[i]! })), ...parts.map((part, i) => ({ ...part, cents: byName[i]! }))];
  let upto = 0;
  return takings.map(({ cents }, n) => {
    const before = upto;
    upto += cents - taken[n]!.reduce((sum, part) => sum + part.cents, 0);
    return [...taken[n]!, ...between(inTurn, before, upto)];
  });
}

function between(parts: readonly Part[], from: number, to: number): Part[] {
  const [starts, ends] = [Math.min(from, to), Math.max(from, to)];
  let upto = 0;
  return parts.flatMap((part) => {
    const begins = upto;
    upto += part.cents;
    const cents = Math.min(ends, upto) - Math.max(starts, begins);
    return cents > 0 ? [{ ...part, cents: from < to ? cents : -cents }] : [];
  });
}

const nobodyLast = (one: string | null, other: string | null): number => (one === null ? 1 : other === null ? -1 : one < other ? -1 : 1);
