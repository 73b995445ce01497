/** Of everything that a test draws: given in the environment, or drawn itself. Whoever uses it prints it. */
export const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

/** Whole numbers below a bound, the same for the same seed everywhere (mulberry32). */
export function randomFrom(seed: number): (below: number) => number {
  let a = seed >>> 0;
  return (below) => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}
