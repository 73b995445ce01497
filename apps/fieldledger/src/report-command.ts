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
  for (const name of ['groupBy', 'committee', 'from', 'to', 'minPosition'] as const) if (options[name]) parameters.set(name, options[name]);
  const isText = options.format === 'csv' || options.format === 'fec';
  if (isText) parameters.set('format', options.format);
  const response = await client.request('GET', `/reports/${name.split('/').map(encodeURIComponent).join('/')}?${parameters}`);
  if (isText && response.ok) return print((await response.text()).trimEnd());
  const answer = await answerOf<Answer>(response);
  print(options.format === 'json' ? JSON.stringify(answer, null, 2) : tableOf(answer));
}

export function tableOf({ report: name, version, reflects, rows, totals }: Answer): string {
  const columns = Object.keys(rows[0] ?? totals);
  const table = new Table({ head: columns, style: { head: [], border: [], compact: true } });
  for (const row of rows) table.push(columns.map((column) => cell(row[column])));
  const total = Object.entries(totals).map(([column, value]) => `${column} ${cell(value)}`).join(', ');
  return `${table.toString()}\nTotals: ${total}\n${name} version ${version}, everything recorded until ${reflects.moment} (position ${reflects.position})`;
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.join(' ');
  return typeof value === 'object' ? Object.entries(value).map(([name, of]) => `${name}=${cell(of)}`).join(' ') : String(value);
}
