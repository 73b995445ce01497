import type { EventLog, Tell } from '@fieldledger/kernel';
import { type KeptCheckpoints, Notary, type NotaryStatus, type SigningKeys } from '@fieldledger/ledger';
import { gauge, originIn } from '@fieldledger/service';
import type { LedgerSettings } from '@fieldledger/settings';

/** A notary that runs. */
export interface RunningNotary {
  readonly readiness: { readonly name: string; check(): Promise<string | undefined> };
  stop(): Promise<void>;
}

export interface NotarizeOptions {
  readonly log: EventLog;
  readonly databaseUrl: string;
  readonly ledger: LedgerSettings;
  readonly keys: () => Promise<SigningKeys>;
  readonly kept: KeptCheckpoints;
  readonly tell: Tell;
}

/** Not getting on for so long is being stuck. */
const STUCK_AFTER_MS = 15_000;

/** Log → ledger: takes every event into its organization's tree, and signs. */
export function notarize({ log, databaseUrl, ledger, keys, kept, tell }: NotarizeOptions): RunningNotary {
  const notary = Notary.start({ log, databaseUrl, keys, kept, tell, originOf: originIn(ledger), witness: ledger.witness });
  measure(() => notary.status());
  return { readiness: { name: 'ledger', check: async () => stuck(notary.status()) }, stop: () => notary.stop() };
}

function stuck({ state, error, unsigned, progressedAt }: NotaryStatus): string | undefined {
  if (unsigned.size > 0) return `No checkpoint is signed for ${unsigned.size} organizations: ${[...unsigned.values()][0]}`;
  if (state === 'standby' || Date.now() - progressedAt < STUCK_AFTER_MS) return undefined;
  return `The ledger does not get on: ${error ?? 'the event log does not answer.'}`;
}

function measure(status: () => NotaryStatus): void {
  gauge('fieldledger_ledger_position', 'Position in the log up to which everything is in the ledger', () => Number(status().position));
  gauge('fieldledger_ledger_unsigned', 'Organizations for which no checkpoint can be signed; the log and /health/ready say why', () => status().unsigned.size);
}
