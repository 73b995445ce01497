import { setTimeout as sleep } from 'node:timers/promises';
import Table from 'cli-table3';
import { answerOf, type Client } from './client.js';

export interface ReportOptions {
  readonly groupBy?: string;
  readonly format: 'json' | 'csv' | 'table' | 'fec';
  readonly where: readonly string[];
  /** The same as `--where committee=…` and so on, for the reports that ask it of everybody. */
  readonly committee?: string;
  readonly from?: string;
  readonly to?: string;
  readonly minPosition?: string;
  /** Of a table: only these columns, and only these totals. */
  readonly columns?: string;
}

/** A report's answer, as it is printed. */
export interface Answer {
  readonly report: string;
  readonly version: number;
  readonly reflects: { readonly position: string; readonly moment: string };
  readonly rows: Record<string, unknown>[];
  readonly totals: Record<string, unknown>;
}

/** Asks for a report and prints it. */
export async function report(client: Client, name: string, options: ReportOptions, print: (text: string) => void): Promise<void> {
  const parameters = new URLSearchParams(options.where.map((pair): [string, string] => {
    const at = pair.indexOf('=');
    if (at < 1) throw new Error(`--where takes name=value, such as campaign=Bridgeport; it was given ${JSON.stringify(pair)}.`);
    return [pair.slice(0, at), pair.slice(at + 1)];
  }));
  // Whoever asks after an import means what was imported.
  const asked = { minPosition: 'latest', ...options };
  for (const name of ['groupBy', 'committee', 'from', 'to', 'minPosition'] as const) if (asked[name]) parameters.set(name, asked[name]);
  const isText = options.format === 'csv' || options.format === 'fec';
  if (isText) parameters.set('format', options.format);
  const response = await patiently(() => client.request('GET', `/reports/${name.split('/').map(encodeURIComponent).join('/')}?${parameters}`));
  if (isText && response.ok) return print((await response.text()).trimEnd());
  const answer = await answerOf<Answer>(response);
  print(options.format === 'json' ? JSON.stringify(answer, null, 2) : tableOf(answer, options.columns?.split(',')));
}

/** Asks again while the report has not come so far yet. */
async function patiently(ask: () => Promise<Response>): Promise<Response> {
  for (let tries = 1; ; tries++) {
    const response = await ask();
    if (response.status !== 503 || tries === TRIES || !(await response.clone().text()).includes('"not-yet-visible"')) return response;
    if (tries === 1) console.error('The report is being brought up to date; this may take a while.');
    await sleep(1000 * Number(response.headers.get('retry-after') ?? 1));
  }
}

/** Some ten minutes: each asking waits a few seconds by itself. */
const TRIES = 100;

export function tableOf({ report: name, version, reflects, rows, totals }: Answer, wanted?: readonly string[]): string {
  const all = Object.keys(rows[0] ?? totals);
  const stranger = wanted?.find((column) => !all.includes(column) && !(column in totals));
  if (stranger !== undefined) throw new Error(`There is no column ${JSON.stringify(stranger)}. There are: ${all.join(', ')}.`);
  const isWanted = (column: string) => wanted === undefined || wanted.includes(column);
  const columns = all.filter(isWanted);
  const table = new Table({ head: columns, style: { head: [], border: [], compact: true } });
  for (const row of rows) table.push(columns.map((column) => cell(row[column])));
  const total = Object.entries(totals).filter(([column]) => isWanted(column)).map(([column, value]) => `${column} ${cell(value)}`).join(', ');
  return `${table.toString()}\nTotals: ${total}\n${name} version ${version}, everything recorded until ${reflects.moment} (position ${reflects.position})`;
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.join(' ');
  return typeof value === 'object' ? Object.entries(value).map(([name, of]) => `${name}=${cell(of)}`).join(' ') : String(value);
}
