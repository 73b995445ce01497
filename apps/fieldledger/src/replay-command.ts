import type { ListedReplay } from '@fieldledger/audit';
import { answerOf, type Client } from './client.js';
import { printedTable } from './printed-table.js';
import { report, type ReportOptions } from './report-command.js';

export interface ReplayOptions extends ReportOptions {
  /** The replays that are under way, and the last that are over. */
  readonly list?: boolean;
  /** The end of one. */
  readonly cancel?: string;
}

/** Asks for a report as it stood at a moment and prints it; or looks after replays that others asked for. */
export async function replay(client: Client, name: string | undefined, options: ReplayOptions, print: (text: string) => void): Promise<void> {
  if (options.cancel !== undefined) {
    await answerOf(await client.request('DELETE', `/replays/${encodeURIComponent(options.cancel)}`));
    return print(`The replay ${options.cancel} is cancelled.`);
  }
  if (options.list) {
    const { note, replays } = await answerOf<{ note: string; replays: readonly ListedReplay[] }>(await client.request('GET', '/replays'));
    return print(options.format === 'json' ? JSON.stringify(replays, null, 2) : `${listOf(replays)}\n${note}`);
  }
  if (name === undefined) throw new Error('Say which report, such as: replay contact-rates --as-of 2026-11-03T00:00:00Z; or --list, or --cancel.');
  if ((options.atPosition ?? options.asOf ?? options.occurredUntil) === undefined) throw new Error('Say of which moment: --at-position, --as-of (what was recorded by then), --occurred-until (what happened until then), or several of them.');
  await report(client, name, options, print);
}

function listOf(replays: readonly ListedReplay[]): string {
  return printedTable(
    ['id', 'reports', 'state', 'position', 'of', 'events', 'as of', 'occurred until', 'started at'],
    replays.map((it) => [it.id, it.reports.join(' ') || it.projection, it.state, it.position, it.of, String(it.events), it.asOf ?? '', it.occurredUntil ?? '', it.startedAt]),
  );
}
