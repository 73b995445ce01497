import { toCsv } from '@fieldledger/reports';
import { inputFile, sourceFor, type RowItem } from '@fieldledger/sources';
import { answerOf, type Client } from './client.js';
import { momentParameters, patiently, tableOf, type Answer, type MomentOptions, type ReportOptions } from './report-command.js';
import { reportOf, theirLineitem, type TheirLineitem } from './their-lineitem.js';

export interface ReconcileOptions extends MomentOptions {
  readonly file: string;
  /** What kind of file it is, as `import` knows it. */
  readonly sourceFormat?: string;
  readonly mapping?: string;
  readonly format: ReportOptions['format'];
  readonly receipt?: string;
}

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

/** A file as it is read for being compared: what was told on which row, and where extra lineitems are to be looked for. */
class Told {
  readonly rows = new Map<string, number>();
  readonly committees = new Set<string>();
  readonly reports = new Set<string>();
  from = '';
  to = '';
  unread = 0;

  take(theirs: TheirLineitem, row: number, report: string | undefined): void {
    this.rows.set(theirs.contributionId, row);
    this.committees.add(theirs.committeeId);
    if (report !== undefined) this.reports.add(report);
    if (this.from === '' || theirs.receivedOn < this.from) this.from = theirs.receivedOn;
    if (theirs.receivedOn > this.to) this.to = theirs.receivedOn;
  }
}

/**
 * Compares a source's file with what we have, and prints what is missing, different or extra. Nothing is recorded.
 * Our side is of the moment that is asked for; everything recorded by now where nothing is said.
 */
export async function reconcile(client: Client, name: string, { file, sourceFormat, mapping, format, receipt, ...moment }: ReconcileOptions, print: (text: string) => void): Promise<void> {
  if (name !== 'reconciliation') throw new Error(`The report ${name} is not of a file. Leave out --file, or ask for reconciliation.`);
  if (receipt !== undefined) throw new Error('A file is compared by many questions, each with a receipt of its own. Leave out --receipt, or --file.');
  if (sourceFormat === undefined) throw new Error('Say what kind of file it is: --source-format, such as actblue-csv.');
  if (format === 'fec') throw new Error('A reconciliation is printed as table, json or csv.');
  const source = await sourceFor({ format: sourceFormat, mapping });
  const opened = await source.open(await inputFile(file));
  const told = new Told();
  const lines: Line[] = [];
  let same = 0;
  let last: Findings | undefined;
  let page: TheirLineitem[] = [];
  const compare = async () => {
    if (page.length === 0) return;
    const when = new URLSearchParams(momentParameters(moment, last?.reflects.position));
    last = await answerOf<Findings>(await patiently(() => client.request('POST', `/reports/reconciliation?${when}`, { items: page })));
    same += last.totals.same;
    for (const [i, found] of last.rows.entries()) if (found.finding !== 'same') lines.push(lineOf(found, page[i]!, told.rows.get(found.contributionId)!));
    page = [];
  };
  for await (const { row, reading } of opened.rows(0, () => undefined)) {
    if ('refused' in reading) told.unread++;
    for (const item of 'items' in reading ? reading.items : ([] as RowItem[])) {
      const theirs = theirLineitem(item);
      // A lineitem that a file tells twice is compared once.
      if (!theirs || told.rows.has(theirs.contributionId)) continue;
      told.take(theirs, row, reportOf(item));
      page.push(theirs);
      if (page.length === AT_ONCE) await compare();
    }
  }
  await compare();
  if (!last) throw new Error(`${file} tells of no contribution. Is it a ${sourceFormat} file?`);
  const extra = await extras(client, source.name, told, momentParameters(moment, last.reflects.position));
  const all = [...lines, ...extra];
  const count = (finding: Line['finding']) => all.filter((line) => line.finding === finding).length;
  const totals = { same, different: count('different'), missing: count('missing'), extra: count('extra'), unread: told.unread };
  const answer: Answer = { report: 'reconciliation', version: last.version, reflects: last.reflects, rows: all as unknown as Record<string, unknown>[], totals };
  print(format === 'json' ? JSON.stringify(answer, null, 2) : format === 'csv' ? toCsv(all).trimEnd() : tableOf(answer));
}

const AT_ONCE = 500;

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

/** What the source told us of the file's committees and days and the file has not; of a filing, what else stands in that report. */
async function extras(client: Client, source: string, told: Told, when: Readonly<Record<string, string>>): Promise<Line[]> {
  const where: Record<string, string> = told.reports.size === 1 ? { report: [...told.reports][0]! } : { from: told.from, to: told.to };
  const parameters = new URLSearchParams({ source: (WAYS_OF[source] ?? [source]).join(','), committee: [...told.committees].join(','), ...where, ...when });
  const found: Line[] = [];
  for (;;) {
    const { rows } = await answerOf<{ readonly rows: readonly OurLineitem[] }>(await client.request('GET', `/reports/reconciliation/lineitems?${parameters}`));
    for (const { contributionId, receivedOn, amountCents, events } of rows) {
      if (!told.rows.has(contributionId)) found.push({ finding: 'extra', contributionId, row: null, receivedOn, amountCents, fields: [], theirs: [], ours: [], events });
    }
    if (rows.length === 0) return found;
    parameters.set('after', rows.at(-1)!.contributionId);
  }
}

/** Who tells by several ways is asked about by all of them. */
const WAYS_OF: Readonly<Record<string, readonly string[]>> = { 'actblue-csv': ['actblue-csv', 'actblue-webhook'] };
