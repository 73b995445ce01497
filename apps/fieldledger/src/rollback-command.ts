import { randomUUID } from 'node:crypto';
import { nameUuid } from '@fieldledger/kernel';
import { answerOf, type Client } from './client.js';
import { printedTable } from './printed-table.js';

export interface RollbackOptions {
  readonly batch?: string;
  readonly canvasser?: string;
  readonly turf?: string;
  readonly campaign?: string;
  readonly reason?: string;
  readonly id?: string;
  readonly yes?: boolean;
  readonly undo?: string;
}

interface Effect {
  readonly report: string;
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

/** Shows what a rollback would change in every report; does it when it is told to. */
export async function rollback(client: Client, options: RollbackOptions, print: (text: string) => void): Promise<void> {
  if (options.undo) return undo(client, options.undo, print);
  const rollbackId = options.id ?? randomUUID();
  const request = { rollbackId, scope: scopeOf(options), reasonCode: options.reason ?? 'other' };
  const preview = await answerOf<{ attempts: number; reports: Effect[] }>(await client.request('POST', '/rollbacks/previews', request));
  print(`${preview.attempts.toLocaleString('en-US')} attempts ${options.yes ? 'are to' : 'would'} be voided. In the reports:\n${tableOf(preview.reports)}`);
  if (!options.yes) return print('Nothing was changed. The same command with --yes does it.');
  const { attempts, skipped } = await answerOf<{ attempts: number; skipped: number }>(await client.request('POST', '/rollbacks', request));
  print(`${attempts.toLocaleString('en-US')} attempts are voided${leftAlone(skipped)}. To undo it: fieldledger rollback --undo ${rollbackId}`);
}

/** Under an id that is always the same, so that an undo that was interrupted is finished by the same command. */
async function undo(client: Client, rollbackId: string, print: (text: string) => void): Promise<void> {
  const answer = await client.request('POST', '/rollbacks/undos', { undoId: nameUuid('rollback-undo', rollbackId), rollbackId });
  const { attempts, skipped } = await answerOf<{ attempts: number; skipped: number }>(answer);
  print(`${attempts.toLocaleString('en-US')} attempts stand again${leftAlone(skipped)}.`);
}

/** A canvasser may be named as reports do, `system/scope/id`. */
function scopeOf({ batch, canvasser, turf, campaign }: RollbackOptions): object {
  const given = Object.entries({ batch, canvasser, turf }).filter(([, id]) => id !== undefined);
  if (given.length !== 1) throw new Error('Say what to roll back, one of --batch, --canvasser or --turf with its id.');
  const [of, text] = given[0] as [string, string];
  const [system, scope, id] = text.split('/');
  return { of, ...(isReference(text) ? { system, scope, id } : { id: text }), ...(campaign && { campaignId: campaign }) };
}

const isReference = (text: string): boolean => text.split('/').length === 3;

const leftAlone = (skipped: number) => (skipped > 0 ? `; ${skipped.toLocaleString('en-US')} were changed by somebody else and left alone` : '');

/** Only the figures that change. */
function tableOf(effects: readonly Effect[]): string {
  const rows = effects.flatMap(({ report, before, after }) =>
    Object.keys(before).filter((figure) => before[figure] !== after[figure]).map((figure) => [report, figure, String(before[figure] ?? ''), String(after[figure] ?? '')]),
  );
  return printedTable(['report', 'figure', 'now', 'then'], rows);
}
