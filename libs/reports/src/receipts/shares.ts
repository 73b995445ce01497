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

const nobodyLast = (one: string | null, other: string | null): number => (one === null ? 1 : other === null ? -1 : one < other ? -1 : 1);
