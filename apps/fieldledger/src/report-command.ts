import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerOf, type Client } from './client.js';
import { printable } from './printable.js';
import { printedTable } from './printed-table.js';

/** Of which moment a report is asked, as options say it. */
export interface MomentOptions {
  readonly minPosition?: string;
  /** A moment of the past: as it stood at a position, with what was recorded by an instant, with what happened until one. */
  readonly atPosition?: string;
  readonly asOf?: string;
  readonly occurredUntil?: string;
}

export interface ReportOptions extends MomentOptions {
  readonly groupBy?: string;
  readonly format: 'json' | 'csv' | 'table' | 'fec';
  readonly where: readonly string[];
  /** The same as `--where committee=…` and so on, for the reports that ask it of everybody. */
  readonly committee?: string;
  readonly from?: string;
  readonly to?: string;
  /** Where to keep the answer's receipt, for `receipt check`. */
  readonly receipt?: string;
  /** The rows that follow on an answer before, by the place that it has told, in percent-encoding. */
  readonly after?: string;
  /** Of a table: only these columns, and only these totals. */
  readonly columns?: string;
}

/** A report's answer, as it is printed. */
export interface Answer {
  readonly report: string;
  readonly version: number;
  readonly rules?: string;
  readonly reflects: { readonly position: string; readonly moment: string; readonly asOf?: string; readonly occurredUntil?: string; readonly note?: string };
  readonly rows: Record<string, unknown>[];
  readonly totals: Record<string, unknown>;
  /** After what there are more rows, of a list that was cut. */
  readonly next?: string | null;
  /** Of a schedule: whose it is, and what the accounts have that were not told of. */
  readonly committee?: string;
  readonly leftAside?: Readonly<Record<string, number>>;
  /** Filings that are not counted, or count in place of others. */
  readonly incompleteFilings?: readonly { readonly filingId: string; readonly whatToDo: string }[];
  readonly coverageOverlaps?: readonly { readonly filingId: string; readonly replaces: string; readonly warning: string }[];
}

/** Asks for a report and prints it. */
export async function report(client: Client, name: string, options: ReportOptions, print: (text: string) => void): Promise<void> {
  const parameters = new URLSearchParams(options.where.map((pair): [string, string] => {
    const at = pair.indexOf('=');
    if (at < 1) throw new Error(`--where takes name=value, such as campaign=Bridgeport; it was given ${JSON.stringify(pair)}.`);
    return [pair.slice(0, at), pair.slice(at + 1)];
  }));
  for (const it of ['groupBy', 'committee', 'from', 'to'] as const) if (options[it]) parameters.set(it, options[it]);
  if (options.after !== undefined) parameters.set('after', placeIn(options.after));
  for (const [name, value] of Object.entries(momentParameters(options))) parameters.set(name, value);
  const isText = options.format === 'csv' || options.format === 'fec';
  if (isText) parameters.set('format', options.format);
  const response = await patiently(() => client.request('GET', addressOf(name, parameters)));
  if (options.receipt !== undefined && response.ok) await writeFile(options.receipt, noteOf(response));
  // To the byte as it was answered, whose digest is in the receipt: the line's end that is printed stands for its own.
  if (isText && response.ok) {
    const text = await response.text();
    if (text !== '') print(text.replace(/\n$/, ''));
    // Beside the rows, so that what is written to a file stays what was answered.
    for (const line of saidBeside(response, text)) console.error(line);
    return;
  }
  if (response.status === 404 && ((await response.clone().json()) as { code?: string }).code === 'no-such-route') throw new Error(`There is no report ${JSON.stringify(name)}. "fieldledger help report" names those that there are.`);
  const answer = await answerOf<Answer>(response);
  print(options.format === 'json' ? JSON.stringify(answer, null, 2) : tableOf(answer, options.columns?.split(',')));
  const doubt = doubtOf(answer);
  if (doubt !== undefined) console.error(doubt);
}

/** In percent-encoding, as a table tells it, or as an answer's `next` has it, with tabs. @throws Error where it is neither */
function placeIn(after: string): string {
  try {
    return after.includes('\t') ? after : decodeURIComponent(after);
  } catch {
    throw new Error(`--after takes the place that the answer before has told, as it is there; it was given ${JSON.stringify(after)}.`);
  }
}

/** What rows alone do not say of an answer: that they are not all, that there are none, or that there was nothing to make them of; and that filings are not in them. */
export function saidBeside({ headers }: Response, text: string): string[] {
  const [next, note, incomplete] = ['x-next', 'x-note', 'x-incomplete-filings'].map((name) => headers.get(name));
  const heads = headers.get('content-type')?.startsWith('text/csv') ? 1 : 0;
  const isBare = text.split('\n').filter(Boolean).length <= heads;
  const ofRows = note ?? (isBare ? 'There are no rows. The same with --format table has the totals, and what else is to be said of them.' : next && `These are not all the rows. ${forMore(next)}`);
  const ofFilings = incomplete && `${incomplete === '1' ? 'One filing is' : `${incomplete} filings are`} not counted, since rows are missing: fieldledger report filings says which, and what to do.`;
  return [ofRows, ofFilings].filter((line) => typeof line === 'string');
}

/** @param next in percent-encoding: a place has tabs in it, and whatever names have, which a shell would take for something else */
const forMore = (next: string): string => `For those that follow: --after ${next.replace(/[!'()*~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)}`;

/** What to say of a schedule of zeros: that of a committee whose number was mistyped is no other. */
export function doubtOf({ committee, rows, totals, leftAside = {}, incompleteFilings = [] }: Answer): string | undefined {
  if (committee === undefined || rows.length > 0 || incompleteFilings.length > 0 || Object.keys(leftAside).length > 0 || Object.values(totals).some((total) => Number(total) !== 0)) return undefined;
  return `Nothing is recorded of committee ${committee} in this period. Those of which something is: fieldledger report receipts --group-by committee`;
}

/**
 * A moment as the parameters of a report. Without one it is everything recorded by now: whoever asks after an import means
 * what was imported.
 * @param position of an answer before, for one more of the same moment
 */
export function momentParameters({ minPosition, atPosition, asOf, occurredUntil }: MomentOptions, position?: string): Record<string, string> {
  if ((atPosition ?? asOf ?? occurredUntil) === undefined) return { minPosition: position ?? minPosition ?? 'latest' };
  return Object.fromEntries(Object.entries({ minPosition, atPosition: position ?? atPosition, asOf, occurredUntil }).filter((pair): pair is [string, string] => pair[1] !== undefined));
}

/** Where a report, or a route of it, is asked. */
export const addressOf = (name: string, parameters: URLSearchParams): string => `/reports/${name.split('/').map(encodeURIComponent).join('/')}?${parameters}`;

/** The signed receipt of a report's answer. @throws Error when it has none */
export function noteOf({ headers }: Response): string {
  const note = headers.get('x-receipt');
  if (note === null) throw new Error('This server gives no receipts with its answers: it is older than this program.');
  return Buffer.from(note, 'base64').toString('utf8');
}

/** Asks again while the report has not come so far yet: it says how far it has come, and may take as long as it gets on. */
export async function patiently(ask: () => Promise<Response>): Promise<Response> {
  for (let [tries, before] = [1, '']; ; tries++) {
    const response = await ask();
    const problem = response.status === 503 ? ((await response.clone().json()) as { code?: string; detail?: string }) : {};
    if (problem.code !== 'not-yet-visible' || tries === TRIES) return response;
    const { detail = '' } = problem;
    if (detail !== before) {
      console.error(detail.replace(' Ask again shortly.', ''));
      [tries, before] = [1, detail];
    }
    await sleep(1000 * Number(response.headers.get('retry-after') ?? 1));
  }
}

/** Some ten minutes without getting on: each asking waits a few seconds by itself. */
const TRIES = 100;

export function tableOf({ report: name, version, rules, reflects, rows, totals, next, incompleteFilings = [], coverageOverlaps = [] }: Answer, wanted?: readonly string[]): string {
  const all = Object.keys(rows[0] ?? totals);
  // Without a row nobody can tell which columns it would have.
  const stranger = rows.length === 0 ? undefined : wanted?.find((column) => !all.includes(column) && !(column in totals));
  if (stranger !== undefined) throw new Error(`There is no column ${JSON.stringify(stranger)}. There are: ${all.join(', ')}.`);
  const isWanted = (column: string) => wanted === undefined || wanted.includes(column);
  const columns = all.filter(isWanted);
  const table = printedTable(columns, rows.map((row) => columns.map((column) => cell(row[column]))));
  const total = Object.entries(totals).filter(([column]) => isWanted(column)).map(([column, value]) => `${column} ${cell(value)}`).join(', ');
  const { position, moment, asOf, occurredUntil, note } = reflects;
  const folded = `${name} version ${version}${rules === undefined ? '' : `, rules ${rules}`}`;
  const known = position === '' ? 'nothing is recorded yet' : `everything recorded until ${moment}${asOf === undefined ? '' : `, as known on ${asOf}`}${occurredUntil === undefined ? '' : `, of what happened until ${occurredUntil}`} (position ${position})`;
  const more = next == null ? [] : [`These are ${rows.length} of the rows. ${forMore(encodeURIComponent(next))}`];
  const warnings = [...incompleteFilings.map(({ filingId, whatToDo }) => `Filing ${filingId}: ${whatToDo}`), ...coverageOverlaps.map(({ filingId, replaces, warning }) => `Filing ${filingId} replaces ${replaces}: ${warning}`)];
  return `${table}\n${printable([...more, `Totals: ${total}`, ...warnings, `${folded}, ${known}`, ...(note === undefined ? [] : [note])].join('\n'))}`;
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.join(' ');
  return typeof value === 'object' ? Object.entries(value).map(([name, of]) => `${name}=${cell(of)}`).join(' ') : String(value);
}
