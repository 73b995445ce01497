import { sha256 } from '@fieldledger/kernel';
import type { Finding } from '@fieldledger/verifier';
import { type Altered, altered, any, at } from './live-alterations.js';
import { until, type LiveTrial } from './live-trial.js';

type Random = (below: number) => number;
/** What was altered, and what came of it once the ledger's keeper had gone over it. */
type Refusal = (trial: LiveTrial, organization: string, random: Random) => Promise<Altered & { readonly findings: readonly Finding[] }>;

const saying = (words: RegExp) => (findings: readonly Finding[]) => findings.some(({ problem }) => words.test(problem));

/** What the notary says of this organization, or of the ledger as a whole. */
async function refused(trial: LiveTrial, organization: string, otherwise: () => Promise<boolean> = async () => false): Promise<readonly Finding[]> {
  const problem = await trial.notarized((status) => until(async () => status().unsigned.get(organization) ?? status().error ?? ((await otherwise()) ? '' : undefined)));
  return problem === '' ? [] : [{ check: 'notary', where: organization, problem }];
}

/** Events that are in the trees, and not signed. */
async function takenIn(trial: LiveTrial, organization: string): Promise<void> {
  await trial.canvass(12, [organization]);
  await trial.rememberLog();
  await trial.takeIn();
}

const NOTHING_SIGNED = /nothing is signed|has lost|ends within an entry/;

/**
 * What only whoever keeps the ledger comes by: what is altered before it is signed, and what would be signed wrong. An event
 * that is altered together with its hash before it is taken in, within a second of being recorded, is not among these:
 * nobody could tell it from one that was recorded so, but the app that sent it.
 */
export const REFUSALS: Readonly<Record<string, Refusal>> = {
  'payload before it is taken in': async (trial, organization, random) => {
    await trial.canvass(12, [organization]);
    await trial.rememberLog();
    const { rows } = await trial.sql.query<{ position: string; payload: string }>('SELECT position, payload FROM log.events WHERE organization = $1 AND position > (SELECT position::bigint FROM ledger.progress)', [organization]);
    const { position, payload } = rows[random(rows.length)]!;
    await trial.sql.query('UPDATE log.events SET payload = $2 WHERE position = $1', [position, altered(payload, random)]);
    return { what: `the payload at ${position}`, findings: await refused(trial, organization), isFound: saying(new RegExp(`position 0*${position} is not what was recorded`)) };
  },
  'leaf before it is signed': async (trial, organization, random) => {
    await takenIn(trial, organization);
    const back = 1 + random(2_000);
    await trial.sql.query('UPDATE ledger.entries SET entries = set_byte(entries, length(entries) - $2, get_byte(entries, length(entries) - $2) # $3) WHERE organization = $1 AND n = (SELECT max(n) FROM ledger.entries WHERE organization = $1)', [organization, back, 1 + random(255)]);
    return { what: `a byte ${back} from the end of the leaves`, findings: await refused(trial, organization), isFound: saying(NOTHING_SIGNED) };
  },
  'last leaf, while others go on': async (trial, organization, random) => {
    await trial.canvass(30);
    await trial.rememberLog();
    await trial.sql.query('UPDATE ledger.entries SET entries = set_byte(entries, length(entries) - 1, $2) WHERE organization = $1 AND n = (SELECT max(n) FROM ledger.entries WHERE organization = $1)', [organization, random(123)]);
    const others = async () => (await trial.unsigned()).every((each) => each === organization);
    const findings = await trial.notarized((status) => until(async () => {
      const problem = status().unsigned.get(organization);
      return problem !== undefined && (await others()) ? [{ check: 'notary', where: organization, problem }] : undefined;
    }));
    return { what: 'the last byte of the leaves', findings, isFound: saying(/last leaf of the ledger of .* cannot be read/) };
  },
  'hash before it is signed': async (trial, organization, random) => {
    await takenIn(trial, organization);
    const back = 1 + random(12 * 32);
    await trial.sql.query('UPDATE ledger.tiles SET hashes = set_byte(hashes, length(hashes) - $2, get_byte(hashes, length(hashes) - $2) # $3) WHERE organization = $1 AND level = 0 AND n = (SELECT max(n) FROM ledger.tiles WHERE organization = $1 AND level = 0)', [organization, back, 1 + random(255)]);
    return { what: `a byte ${back} from the end of the hashes`, findings: await refused(trial, organization), isFound: saying(NOTHING_SIGNED) };
  },
  'root of the last head': async (trial, organization, random) => {
    await trial.canvass(12, [organization]);
    await trial.rememberLog();
    const place = random(32);
    await trial.sql.query('UPDATE ledger.heads SET root = set_byte(root, $2, get_byte(root, $2) # $3) WHERE organization = $1 AND size = (SELECT max(size) FROM ledger.heads WHERE organization = $1)', [organization, place, 1 + random(255)]);
    return { what: `byte ${place} of the root`, findings: await refused(trial, organization), isFound: saying(/does not follow on the head/) };
  },
  'size of the tree': async (trial, organization, random) => {
    const by = (1 + random(50)) * (random(2) ? 1 : -1);
    await trial.sql.query('UPDATE ledger.trees SET size = size + $2 WHERE organization = $1', [organization, by]);
    return { what: `the size of the tree by ${by}`, findings: await refused(trial, organization), isFound: saying(NOTHING_SIGNED) };
  },
  'place in the log, set back': async (trial, organization, random) => {
    const own = trial.rows.get(organization)!;
    const { position } = own[random(own.length - 1)]!;
    await trial.sql.query(`UPDATE ledger.progress SET position = lpad($1::text, 16, '0')`, [position]);
    const findings = await refused(trial, organization);
    return { what: `the ledger's place in the log set back to ${position}`, findings: [...findings, ...(await trial.auditor.export(organization, random))], isFound: (found) => found.length === 1 && saying(/the ledger is as far as \d+ already/)(found) };
  },
  'place in the log, set on': async (trial, organization, random) => {
    const size = trial.rows.get(organization)!.length;
    await trial.canvass(3, [organization]);
    await trial.sql.query(`UPDATE ledger.progress SET position = (SELECT lpad(max(position)::text, 16, '0') FROM log.events)`);
    await trial.rememberLog();
    await trial.canvass(12, [organization]);
    await trial.signAsItIs();
    return { what: 'the ledger set on behind events that are not in it', findings: await trial.auditor.export(organization, random), isFound: at(size) };
  },
  'whose turn it is': async (trial, organization, random) => {
    await trial.canvass(12, [organization]);
    await trial.rememberLog();
    await trial.sql.query('UPDATE ledger.keys SET from_size = from_size + $2 WHERE organization = $1 AND from_size = (SELECT max(from_size) FROM ledger.keys WHERE organization = $1)', [organization, 10_000 + random(1e6)]);
    const findings = await refused(trial, organization, () => trial.isSigned());
    return { what: 'the size from which a key signs', findings: findings.length > 0 ? findings : await trial.auditor.export(organization, random), isFound: any };
  },
  'event at the end, dated back': async (trial, organization, random) => {
    const size = trial.rows.get(organization)!.length;
    await trial.sql.query(`INSERT INTO log.events SELECT h.position + 1, organization, 'dated-back', 0, gen_random_uuid(), type, schema_version, occurred_at, e.recorded_at - $2 * interval '1 second', meta, payload, payload_hash, digest
      FROM log.events e, log.head h WHERE e.organization = $1 ORDER BY e.position LIMIT 1`, [organization, 1 + random(1e6)]);
    await trial.signAsItIs();
    return { what: 'an event put at the end and dated back', findings: await trial.auditor.export(organization, random), isFound: at(size) };
  },
  'event where nobody reads': async (trial, organization, random) => {
    const size = trial.rows.get(organization)!.length;
    const { stream } = trial.rows.get(organization)![random(size)]!;
    await trial.sql.query(`INSERT INTO log.events SELECT -1, organization, stream, revision + 1, gen_random_uuid(), type, schema_version, occurred_at, recorded_at, meta, payload, payload_hash, digest
      FROM log.events WHERE organization = $1 AND stream = $2 ORDER BY revision DESC LIMIT 1`, [organization, stream]);
    // Who decides of this stream next is led astray by it, and that shows.
    await trial.append(organization, stream, random);
    await trial.signAsItIs();
    return { what: `an event of ${stream} at position -1`, findings: await trial.auditor.export(organization, random), isFound: at(size) };
  },
  'history signed again by a stranger': async (trial, organization, random) => {
    const own = trial.rows.get(organization)!;
    await rewritten(trial, own[random(own.length)]!.position, random);
    return { what: 'the history rewritten, and signed again with another key', findings: await trial.signedAnew(organization, random, true), isFound: saying(/may have been signed again with another key/) };
  },
  'history signed again by its keeper': async (trial, organization, random) => {
    const own = trial.rows.get(organization)!;
    await rewritten(trial, own[random(own.length)]!.position, random);
    return { what: 'the history rewritten, and signed again with the key of the ledger', findings: await trial.signedAnew(organization, random, false), isFound: saying(/has another root than was signed|may have been signed again with another key/) };
  },
};

async function rewritten({ sql }: LiveTrial, position: number, random: Random): Promise<void> {
  const payload = `{"amountCents":${random(1e9)}}`;
  await sql.query('UPDATE log.events SET payload = $2, payload_hash = $3 WHERE position = $1', [position, payload, Buffer.from(sha256(payload), 'hex')]);
}
