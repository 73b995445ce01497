import { randomFrom, SEED, startTestPostgres } from '@fieldledger/testing';
import { KINDS, LOG } from './live-alterations.js';
import { LiveTrial } from './live-trial.js';
import { REFUSALS } from './live-refusals.js';

const TAMPERINGS = Number(process.env['LIVE_TAMPERINGS'] ?? 30);
const LEGITIMATE = Number(process.env['LIVE_LEGITIMATE'] ?? 10);
/** A database serves for so many changes; then another is made, so that its ledgers do not grow beyond what is cheap to check. */
const IN_DATABASE = 1_000;
/** Alterations that take the ledger's keeper cost twenty times the others. */
const REFUSALS_IN = 20;

describe('a live database', () => {
  let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
  beforeAll(async () => {
    console.log(`SEED=${SEED} LIVE_TAMPERINGS=${TAMPERINGS} LIVE_LEGITIMATE=${LEGITIMATE}`);
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());

  it(`is seen to have been altered by each of ${TAMPERINGS} alterations, and where, and not by ${LEGITIMATE} changes that are legitimate`, async () => {
    const counts = new Map<string, number>();
    const startedAt = performance.now();
    const total = TAMPERINGS + LEGITIMATE;
    for (let first = 0; first < total; first += IN_DATABASE) {
      const trial = await LiveTrial.open(postgres.url, SEED + first);
      try {
        for (let n = first; n < Math.min(total, first + IN_DATABASE); n++) {
          const isLegitimate = Math.floor(((n + 1) * LEGITIMATE) / total) > Math.floor((n * LEGITIMATE) / total);
          const kind = await (isLegitimate ? changed : tampered)(trial, n).catch((cause: Error) => {
            throw new Error(`SEED=${SEED}, ${n}: ${cause.message}`, { cause });
          });
          counts.set(kind, (counts.get(kind) ?? 0) + 1);
        }
        for (const organization of trial.organizations) expect(await trial.auditor.export(organization, () => 0)).toEqual([]);
      } finally {
        await trial.close();
      }
    }
    console.log(`SEED=${SEED}: ${TAMPERINGS} alterations and ${LEGITIMATE} changes in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s: ${[...counts].sort().map(([kind, count]) => `${kind} ${count}`).join(', ')}`);
  }, 60_000 + (TAMPERINGS + 5 * LEGITIMATE) * 1_000);
});

/** An export that is made for them costs three times what is fetched; those come a third as often. */
const NAMES = Object.entries(KINDS).flatMap(([name, { by }]) => (by === 'export' ? [name] : [name, name, name]));
const REFUSED = Object.keys(REFUSALS);

/** One alteration, which is found and undone. */
async function tampered(trial: LiveTrial, n: number): Promise<string> {
  const random = randomFrom(SEED * 1_000_003 + n);
  const organization = trial.organizations[random(3)]!;
  const name = random(REFUSALS_IN) === 0 ? REFUSED[random(REFUSED.length)]! : NAMES[random(NAMES.length)]!;
  const { by, alter } = KINDS[name] ?? {};
  const { what, isFound, findings } = await (by && alter
    ? alter(trial, organization, random).then(async (made) => ({ ...made, findings: await trial.auditor[by](organization, random) }))
    : REFUSALS[name]!(trial, organization, random)
  ).catch((cause: Error) => {
    throw new Error(`${name} of ${organization}: ${cause.message}`, { cause });
  });
  if (findings.length === 0 || !isFound(findings)) throw new Error(`${name} of ${organization}: ${what}; found: ${JSON.stringify(findings.slice(0, 5), null, 1)}`);
  await trial.restore(name in LOG ? 'log' : by ? 'ledger' : '');
  if (!by) {
    await trial.sign();
    await trial.remember();
  }
  return name;
}

/** One change that is as it should be; the auditor takes the ledger home afterwards. */
async function changed(trial: LiveTrial, n: number): Promise<string> {
  const random = randomFrom(SEED * 1_000_003 + n);
  const organization = trial.organizations[random(3)]!;
  const draw = random(100);
  const kind = draw < 60 ? 'more events' : draw < 75 ? 'a person met' : draw < 87 ? 'an erasure' : draw < 95 ? 'a new key' : 'a rebuild';
  if (kind === 'more events') await trial.canvass(1 + random(4));
  if (kind === 'a person met') await trial.meet(1);
  if (kind === 'an erasure') await trial.erase();
  if (kind === 'a new key') await trial.rotate(n + 1);
  if (kind === 'a rebuild') await trial.rebuild(random);
  await trial.sign();
  const findings = [...(await trial.auditor.export(organization, random, true)), ...(await trial.auditor.receipts(organization))];
  if (findings.length > 0) throw new Error(`${kind}, and of ${organization} was found: ${JSON.stringify(findings.slice(0, 5), null, 1)}`);
  await trial.remember();
  return kind;
}
