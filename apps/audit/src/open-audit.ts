import { join } from 'node:path';
import { ANSWER_SIGNER, type EventLog, type Tell } from '@fieldledger/kernel';
import { AnswerNotes, KeptCheckpoints, LEDGER, Ledger } from '@fieldledger/ledger';
import { Forgetting, type Vault } from '@fieldledger/privacy';
import type { Openings } from '@fieldledger/process-lock';
import { PostgresRebuilds, PostgresReplays, type ReadDatabase } from '@fieldledger/read-store';
import { PROJECTIONS } from '@fieldledger/reports';
import { openSigningKeys, originIn } from '@fieldledger/service';
import type { Settings } from '@fieldledger/settings';
import { EXPORTS, Exports } from './export/exports.js';
import { EVENT_TIMES } from './event-times.js';
import { ForgetfulReplays } from './forget-replays.js';
import { notarize, type RunningNotary } from './notarize.js';
import { REBUILDS } from './rebuilds.controller.js';
import { REPLAYS } from './replays.controller.js';

export interface AuditSources {
  readonly url: string;
  readonly log: EventLog;
  readonly database: ReadDatabase;
  /** For replays and rebuilds of what holds clear text of persons, and for the secret under which snapshots are known again. */
  readonly vault: Pick<Vault, 'unseal' | 'secretFor'>;
  readonly settings: Settings;
  readonly tell: Tell;
}

/** What the audit app's modules ask for, and whether it is in order. */
export interface OpenAudit {
  readonly ports: readonly (readonly [name: symbol, adapter: unknown])[];
  readonly readiness: RunningNotary['readiness'];
  /** Reports as they stood. */
  readonly replays: PostgresReplays;
}

/** Opens replays and rebuilds, and the ledger with its keys, and begins to notarize. @throws Error with a sentence when the signing key is not there or not the one */
export async function openAudit(open: Openings['add'], { url, log, database, vault, settings: { ledger: settings, dataDirectory }, tell }: AuditSources): Promise<OpenAudit> {
  const unsealer = Forgetting.lookingBack(log, vault);
  const replays = await open(PostgresReplays.open({ url, log, projections: PROJECTIONS, times: EVENT_TIMES, unsealer, secret: vault.secretFor('snapshots'), tell }), (it) => it.close());
  await open(ForgetfulReplays.start(log, replays), (it) => it.stop());
  const rebuilds = await open(PostgresRebuilds.open({ url, log, unsealer }), (it) => it.close());
  const ledger = await open(Ledger.open({ url }), (it) => it.close());
  const keys = await openSigningKeys(settings, () => ledger.isUsed());
  const { readiness } = await open(notarize({ log, databaseUrl: url, ledger: settings, keys, kept: new KeptCheckpoints(join(dataDirectory, 'checkpoints')), tell }), (it) => it.stop());
  const originOf = originIn(settings);
  const sourcesOf = (organization: string) => ({ ledger, database, keys, organization, origin: originOf(organization), exportedAt: new Date().toISOString() });
  const exports = await open(Promise.resolve(new Exports({ directory: join(dataDirectory, 'exports'), ledger, log, sourcesOf, tell })), (it) => it.close());
  return { ports: [[LEDGER, ledger], [EXPORTS, exports], [REPLAYS, replays], [REBUILDS, rebuilds], [ANSWER_SIGNER, new AnswerNotes(keys, originOf)]], readiness, replays };
}
