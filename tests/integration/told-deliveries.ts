import { randomFrom } from '@fieldledger/testing';
import type { ReportsDoor } from './reports-door.js';

/** One command and the door that takes it. */
interface Told {
  readonly door: string;
  readonly item: object;
}

/** How commands are delivered: one in so many far from its place, up to so many places off, and so many in ten once more, up to so many later. */
export interface Disorder {
  readonly oneIn: number;
  readonly off: number;
  readonly twiceInTen: number;
  readonly later: number;
}

/** Three in ten twice, and one in ten far from its place. */
const OF_A_CAMPAIGN: Disorder = { oneIn: 10, off: 2_000, twiceInTen: 3, later: 3_000 };

/** A campaign as it is delivered. */
export function delivered<T extends Told>(told: readonly T[], seed: number, { oneIn, off, twiceInTen, later }: Disorder = OF_A_CAMPAIGN): T[] {
  const upTo = randomFrom(seed + 1);
  const placed: { readonly place: number; readonly it: T }[] = [];
  for (const [n, it] of told.entries()) {
    placed.push({ place: n + (upTo(oneIn) === 0 ? upTo(2 * off) - off : 0), it });
    if (upTo(10) < twiceInTen) placed.push({ place: n + upTo(later), it });
  }
  return placed.sort((a, b) => a.place - b.place).map(({ it }) => it);
}

/** The same in no order at all. */
export function shuffled<T>(told: readonly T[], seed: number): T[] {
  const upTo = randomFrom(seed + 2);
  return told.map((it) => ({ it, place: upTo(2 ** 30) })).sort((a, b) => a.place - b.place).map(({ it }) => it);
}

/** Sends everything in batches of one door each, in its order, four batches at a time where the doors allow. */
export async function deliver(door: ReportsDoor, key: string, deliveries: readonly Told[]): Promise<{ accepted: number; same: number }> {
  const counts = { accepted: 0, same: 0 };
  let later: { readonly path: string; readonly item: object }[] = [];
  const send = async (path: string, items: readonly object[]) => {
    const { items: answers } = await door.send<{ items: { status: string }[] }>(key, `/${path}/batch?mode=partial`, { items });
    for (const [n, answer] of answers.entries()) {
      // Who undoes a link, or takes out an attempt, before it is known is told to come again.
      if (['link-missing', 'attempt-missing'].includes((answer as { code?: string }).code!)) {
        later.push({ path, item: items[n]! });
        continue;
      }
      if (answer.status !== 'accepted' && answer.status !== 'same') throw new Error(`${path}: ${JSON.stringify(answer)}`);
      counts[answer.status]++;
    }
  };
  for (let from = 0; from < deliveries.length; from += 2_000) {
    const some = deliveries.slice(from, from + 2_000);
    const doors = [...new Set(some.map((it) => it.door))];
    await Promise.all(doors.map(async (path) => {
      const items = some.filter((it) => it.door === path).map(({ item }) => item);
      for (let at = 0; at < items.length; at += 500) await send(path, items.slice(at, at + 500));
    }));
  }
  for (let again = later; again.length > 0; again = later) {
    later = [];
    for (const path of new Set(again.map((it) => it.path))) {
      const items = again.filter((it) => it.path === path).map(({ item }) => item);
      for (let at = 0; at < items.length; at += 500) await send(path, items.slice(at, at + 500));
    }
  }
  return counts;
}
