const ROUNDS = 3;

/** The middle of three rounds of each, taken in turns, so that a machine that slows down slows both. */
export async function rounds(ours, raw) {
  const measured = { ours: [], raw: [] };
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, run] of round % 2 ? [['raw', raw], ['ours', ours]] : [['ours', ours], ['raw', raw]]) {
      globalThis.gc?.();
      measured[name].push(await run(round));
    }
  }
  return { ours: median(measured.ours), raw: median(measured.raw) };
}

/** Of numbers, or of each member of objects of numbers. */
export function median(values) {
  if (typeof values[0] === 'number') return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
  return Object.fromEntries(Object.keys(values[0]).map((name) => [name, median(values.map((value) => value[name]))]));
}

/** The value below which this share of the values lies. */
export function percentile(values, share) {
  return [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];
}

/** @returns units in a second */
export async function rate(units, run) {
  const started = performance.now();
  await run();
  return (units * 1000) / (performance.now() - started);
}
