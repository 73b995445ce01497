import { writeFile } from 'node:fs/promises';
import { toCsv } from '@fieldledger/csv';
import { answerOf, type Client } from './client.js';
import { addressOf, momentParameters, noteOf, patiently, tableOf, type Answer, type MomentOptions, type ReportOptions } from './report-command.js';
import type { TheirLineitem } from './their-lineitem.js';
import { ToldLineitems, type ComparedFile } from './told-lineitems.js';

export interface ReconcileOptions extends MomentOptions, ComparedFile, Partial<Pick<ReportOptions, 'columns' | 'where' | (typeof NARROWING)[number]>> {
  readonly format: ReportOptions['format'];
  /** Where to keep the answers' receipts, JSON lines, each a JSON string. */
  readonly receipt?: string;
}

/** What asks for less of other reports. */
const NARROWING = ['groupBy', 'committee', 'from', 'to', 'after'] as const;

/** One lineitem that is not the same with them and with us; `row` is where the file tells it. */
interface Line {
  readonly finding: 'missing' | 'different' | 'extra';
  readonly contributionId: string;
  readonly row: number | null;
  readonly receivedOn: unknown;
  readonly amountCents: unknown;
  readonly fields: readonly string[];
  /** What the file tells in the fields that differ, and what we have. */
  readonly theirs: readonly string[];
  readonly ours: readonly string[];
  readonly events: readonly string[];
}

const COLUMNS: readonly (keyof Line)[] = ['finding', 'contributionId', 'row', 'receivedOn', 'amountCents', 'fields', 'theirs', 'ours', 'events'];

/**
 * Compares a source's file with what we have, and prints what is missing, different or extra. Nothing is recorded.
 * Our side is of the moment that is asked for; everything recorded by now where nothing is said.
 */
export async function reconcile(client: Client, name: string, { format, columns, receipt, file, sourceFormat, mapping, where = [], ...more }: ReconcileOptions, print: (text: string) => void): Promise<void> {
  if (name !== 'reconciliation') throw new Error(`The report ${name} is not of a file. Leave out --file, or ask for reconciliation.`);
  if (format === 'fec') throw new Error('A reconciliation is printed as table, json or csv.');
  if (where.length > 0 || NARROWING.some((name) => more[name] !== undefined)) throw new Error('A file is compared as a whole, with what is recorded of its committees and days. Leave out --group-by, --committee, --from, --to, --where and --after.');
  const told = await ToldLineitems.open({ file, sourceFormat, mapping });
  const questions = new Questions(client, told.fileHash);
  const lines: Line[] = [];
  let same = 0;
  let last: Findings | undefined;
  for await (const page of told.pages()) {
    last = await questions.ask<Findings>('reconciliation', momentParameters(more, last?.reflects.position), { items: page });
    same += last.totals.same;
    for (const [i, found] of last.rows.entries()) if (found.finding !== 'same') lines.push(lineOf(found, page[i]!, told.rows.get(found.contributionId)!));
  }
  if (!last) throw new Error(`${file} tells of no contribution, and so of no committee and no day for which ours could be compared with it. It was read as ${sourceFormat} (--source-format).`);
  const extra = await extras(questions, told, momentParameters(more, last.reflects.position));
  if (receipt !== undefined) await writeFile(receipt, questions.receipts.map((note) => `${JSON.stringify(note)}\n`).join(''));
  const all = [...lines, ...extra];
  const count = (finding: Line['finding']) => all.filter((line) => line.finding === finding).length;
  const totals = { same, different: count('different'), missing: count('missing'), extra: count('extra'), unread: told.unread };
  const answer: Answer = { report: 'reconciliation', version: last.version, reflects: last.reflects, incompleteFilings: last.incompleteFilings, rows: all as unknown as Record<string, unknown>[], totals };
  print(format === 'json' ? JSON.stringify(answer, null, 2) : format === 'csv' ? toCsv(all, COLUMNS).trimEnd() : tableOf(answer, columns?.split(',')));
}

/** A file is compared by many questions, of which each names the file, and each answer has a receipt. */
class Questions {
  readonly receipts: string[] = [];

  constructor(
    private readonly client: Client,
    private readonly fileHash: string,
  ) {}

  async ask<T>(report: string, parameters: Readonly<Record<string, string>>, body?: object): Promise<T> {
    const asked = new URLSearchParams({ ...parameters, fileHash: this.fileHash });
    const response = await patiently(() => this.client.request(body === undefined ? 'GET' : 'POST', addressOf(report, asked), body));
    if (response.ok) this.receipts.push(noteOf(response));
    return answerOf<T>(response);
  }
}

interface Found {
  readonly contributionId: string;
  readonly finding: 'same' | 'different' | 'missing';
  readonly fields: readonly string[];
  readonly ours: Readonly<Record<string, unknown>>;
  readonly events: readonly string[];
}
type Findings = Omit<Answer, 'rows'> & { readonly rows: readonly Found[]; readonly totals: { readonly same: number } };

function lineOf({ contributionId, finding, fields, ours, events }: Found, theirs: TheirLineitem, row: number): Line {
  const pairs = (values: Readonly<Record<string, unknown>>) => fields.map((name) => `${name}=${values[name] ?? ''}`);
  return { finding: finding as Line['finding'], contributionId, row, receivedOn: theirs.receivedOn, amountCents: theirs.amountCents, fields, theirs: pairs(theirs), ours: pairs(ours), events };
}

interface OurLineitem {
  readonly contributionId: string;
  readonly receivedOn: string;
  readonly amountCents: number;
  readonly events: readonly string[];
}

interface OurLineitems {
  readonly rows: readonly OurLineitem[];
  readonly next: string | null;
}

/** What the source told us of the file's committees and days and the file has not; of a filing, what else stands in that report. */
async function extras(questions: Questions, told: ToldLineitems, when: Readonly<Record<string, string>>): Promise<Line[]> {
  const where: Record<string, string> = told.reports.size === 1 ? { report: [...told.reports][0]! } : { from: told.from, to: told.to };
  const [source, committees] = [(WAYS_OF[told.source] ?? [told.source]).join(','), [...told.committees]];
  const found: Line[] = [];
  for (let at = 0; at < committees.length; at += COMMITTEES_AT_ONCE) {
    const asked = { source, committee: committees.slice(at, at + COMMITTEES_AT_ONCE).join(','), ...where, ...when };
    for (let after: string | null = ''; after !== null; ) {
      const { rows, next }: OurLineitems = await questions.ask<OurLineitems>('reconciliation/lineitems', after === '' ? asked : { ...asked, after });
      for (const { contributionId, receivedOn, amountCents, events } of rows) {
        if (!told.rows.has(contributionId)) found.push({ finding: 'extra', contributionId, row: null, receivedOn, amountCents, fields: [], theirs: [], ours: [], events });
      }
      after = next;
    }
  }
  return found;
}

/** A question has room for some hundreds. */
const COMMITTEES_AT_ONCE = 100;

/** Who tells by several ways is asked about by all of them. */
const WAYS_OF: Readonly<Record<string, readonly string[]>> = { 'actblue-csv': ['actblue-csv', 'actblue-webhook'] };
