import { setTimeout as wait } from 'node:timers/promises';
import type { PostgresKeyStore, ReadinessCheck } from '@fieldledger/http';
import type { EventLog } from '@fieldledger/kernel';
import type { Ledger, SigningKeys } from '@fieldledger/ledger';
import type { LedgerSettings } from '@fieldledger/settings';
import { originIn } from './open-signing-keys.js';

/** Whoever probes an app waits no longer than some seconds: compose waits for 3. */
const READY_WITHIN_MS = 2_000;

/** A log that answers, and in time, is ready. */
export const logReadiness = (log: EventLog) => answering('event log', 'The event log', () => log.horizon());

/** So is a PostgreSQL: whatever the log is, it holds the keys without which nobody is let in, and all that is kept beside the log. */
export const databaseReadiness = (keys: Pick<PostgresKeyStore, 'firstOrganization'>) => answering('database', 'PostgreSQL', () => keys.firstOrganization());

/**
 * Receipts are signed by a key that a ledger is signed by, or that is about to take over from it: another's nobody could check.
 * A PostgreSQL that does not answer is told of by its own check.
 */
export function receiptsReadiness(keys: () => Promise<SigningKeys>, ledger: Pick<Ledger, 'signers'>, settings: LedgerSettings): ReadinessCheck {
  const originOf = originIn(settings);
  const strangeness = async ({ current, previous, origin }: SigningKeys) => {
    const signers = await ledger.signers().catch(() => []);
    const isOurs = signers.some(({ organization, vkey }) => [current, previous].some((key) => key?.vkey(originOf(organization)) === vkey));
    return signers.length === 0 || isOurs ? undefined : `The ledger is signed by another key than that in ${origin}, or under another name than ${settings.name}, so that nobody could check what is signed here. Give this app the key and the FIELDLEDGER_LEDGER_NAME of the audit app.`;
  };
  return { name: 'receipts', check: () => Promise.race([keys().then(strangeness).catch(({ message }: Error) => message), wait(READY_WITHIN_MS, undefined, { ref: false })]) };
}

function answering(name: string, subject: string, ask: () => Promise<unknown>): ReadinessCheck {
  return {
    name,
    check: () =>
      Promise.race([
        ask().then(() => undefined, () => `${subject} does not answer.`),
        wait(READY_WITHIN_MS, `${subject} does not answer in time.`, { ref: false }),
      ]),
  };
}
