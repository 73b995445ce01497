import type { Door, ItemOutcome, SendItems } from './item-outcome.js';

/** What a door takes in one request. */
export const LARGEST_BATCH = 500;

/** What one row says, in its order, and the answers that came so far. */
export interface RowOnItsWay {
  readonly items: readonly { readonly door: Door; readonly item: object }[];
  readonly answers: ItemOutcome[];
}

/**
 * Sends what many rows say door by door, in as few requests as each row's own order allows: what a row says at another
 * door waits for what it said before, and is not sent when any of that was refused.
 */
export async function sendItems(rows: readonly RowOnItsWay[], send: SendItems): Promise<void> {
  for (;;) {
    const door = rows.map(nextDoor).find((next) => next !== undefined);
    if (door === undefined) return;
    await sendToDoor(door, rows.filter((row) => nextDoor(row) === door), send);
  }
}

/** Where a row goes next; nowhere when it is done, or something of it was refused. */
function nextDoor({ items, answers }: RowOnItsWay): Door | undefined {
  return answers.some(({ status }) => status === 'refused') ? undefined : items[answers.length]?.door;
}

/** Of each row, what it says at this door before it goes on to another. */
async function sendToDoor(door: Door, rows: readonly RowOnItsWay[], send: SendItems): Promise<void> {
  const next = rows.flatMap((row) => {
    const rest = row.items.slice(row.answers.length);
    const elsewhere = rest.findIndex((item) => item.door !== door);
    return (elsewhere < 0 ? rest : rest.slice(0, elsewhere)).map(({ item }) => ({ row, item }));
  });
  for (let from = 0; from < next.length; from += LARGEST_BATCH) {
    const part = next.slice(from, from + LARGEST_BATCH);
    const answers = await send(door, part.map(({ item }) => item));
    part.forEach(({ row }, i) => row.answers.push(answers[i]!));
  }
}
