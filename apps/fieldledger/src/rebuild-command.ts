import type { Comparison, Difference, RebuildStatus } from '@fieldledger/read-store';
import { answerOf, type Client } from './client.js';
import { whenOver } from './when-over.js';

export interface RebuildOptions {
  readonly compare?: boolean;
  readonly format: 'table' | 'json';
}

/**
 * Has a report folded afresh and compared with its live table, and prints what came of it; Ctrl-C cancels.
 * @throws Error when they are not equal
 */
export async function rebuild(client: Client, report: string, { compare, format }: RebuildOptions, print: (text: string) => void): Promise<void> {
  if (!compare) throw new Error('Say --compare: the live table is left as it is, and compared with what is folded afresh. The projector rebuilds it by itself when its folds change.');
  const { id } = await answerOf<{ id: string }>(await client.request('POST', '/rebuilds', { report }));
  const cancel = () => void client.request('DELETE', `/rebuilds/${id}`).catch(() => undefined);
  process.once('SIGINT', cancel);
  try {
    const { state, error, equal, tables = [] } = await whenOver(client, `/rebuilds/${id}`, far);
    if (state !== 'finished') throw new Error(error ?? `The rebuild was ${state}.`);
    print(format === 'json' ? JSON.stringify({ report, equal, tables }, null, 2) : tables.map(said).join('\n'));
    const differing = tables.reduce((sum, table) => sum + table.differing, 0);
    if (!equal) throw new Error(`${report} is not what is folded afresh: ${differing} ${differing === 1 ? 'row differs' : 'rows differ'}. Whoever runs the server has the table made anew from the log, as infra/README.md says.`);
  } finally {
    process.off('SIGINT', cancel);
  }
}

const far = ({ state, projection, position, of }: RebuildStatus) =>
  state === 'waiting' ? 'waiting for its turn' : projection === undefined ? 'beginning' : `${projection}: ${state}, at ${position || 'the beginning'} of ${of}`;

function said({ projection, version, position, rows, digest, equal, differing, differences }: Comparison): string {
  const head = `${projection} version ${version} at ${position === '' ? 'the beginning of the log' : `position ${position}`}: ${rows} rows folded afresh, ${equal ? 'equal' : `${differing} differ`}. SHA-256 ${digest}`;
  const more = differing > differences.length ? [`  and ${differing - differences.length} more`] : [];
  return [head, ...differences.flatMap(different), ...more].join('\n');
}

function different({ key, columns, live, rebuilt, again, events }: Difference): string[] {
  return [
    `  ${Object.entries(key).map(([name, value]) => `${name}=${String(value)}`).join(' ')}`,
    ...(again ? ['    is in the live table once more'] : live === undefined ? [`    differs in ${columns.join(', ')}, which is of persons and not shown`] : rowsOf(columns, live, rebuilt)),
    ...(events.length === 0 ? ['    no event is behind it'] : events.map(({ position, type, id }) => `    ${position} ${type} ${id}`)),
  ];
}

function rowsOf(columns: readonly string[], live: Difference['live'], rebuilt: Difference['rebuilt']): string[] {
  if (!live) return ['    is missing from the live table'];
  if (!rebuilt) return ['    is in the live table only'];
  return columns.map((column) => `    ${column}: ${JSON.stringify(live[column])} in the live table, ${JSON.stringify(rebuilt[column])} folded afresh`);
}
