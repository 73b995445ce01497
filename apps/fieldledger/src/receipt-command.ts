import { readFile } from 'node:fs/promises';
import { answerDigest, BEGINNING, canonical, sha256, type AnswerReceipt } from '@fieldledger/kernel';
import { originOfAnswer, parseVkey } from '@fieldledger/ledger';
import type { Differences } from './answer-differences.js';
import { problemText, type Client } from './client.js';
import { vkeysOf } from './ledger-keys.js';
import { openTrusted, receiptTrust } from './receipt-trust.js';
import { addressOf, noteOf, patiently } from './report-command.js';
import type { ComparedFile } from './told-lineitems.js';

export interface ReceiptCheckOptions extends Partial<ComparedFile> {
  /** A file with the vkeys that are trusted, and with them those that they lead to, a line each; the server's own ledger keys where there is none. */
  readonly key?: string;
  /** The answer that was kept with the receipt: then the rows that differ are told. */
  readonly answer?: string;
  /** What was sent with the question, as JSON, where it was a POST. */
  readonly body?: string;
  readonly json?: boolean;
}

/** What came of asking again. */
interface Checked {
  readonly receipt: AnswerReceipt;
  readonly signedBy: string;
  /** Why it is not known whether that key had been replaced, where it is not. */
  readonly unfollowed?: string;
  /** Which of the three; `unanswered` where the question cannot be asked any more. */
  readonly found: 'equal' | 'different' | 'unanswered';
  readonly why: readonly string[];
  readonly differences?: Differences;
}

/** So many rows, and so many characters of each; `--json` has all of them. */
const [SHOWN, CHARACTERS] = [20, 400];

/** Asks again what receipts are of, and prints whether the answers are the same, or what differs and why; exits with 1 unless all are the same. */
export async function checkReceipt(client: Client, file: string, options: ReceiptCheckOptions, print: (text: string) => void): Promise<void> {
  const notes = await notesIn(file);
  if (notes.length > 1 && options.answer !== undefined) throw new Error(`${file} has the receipts of ${notes.length} answers, and --answer is one. Leave it out.`);
  const origin = originOfAnswer(notes[0]!);
  const served = await vkeysOf(client).catch((error: Error) => error);
  // Another's receipt would differ, and nobody would have changed anything.
  if (Array.isArray(served)) refuseForeign(origin, parseVkey(served[0]!).name);
  const trust = await receiptTrust(client, served, options.key);
  const opened = notes.map((note) => openTrusted(note, trust, served));
  const compared = options.file === undefined ? undefined : await comparedIn({ ...options, file: options.file }, opened.map(({ receipt }) => receipt));
  const checked: Checked[] = [];
  for (const { receipt, signedBy } of opened) {
    const kept = options.answer === undefined ? undefined : await answerIn(options.answer, receipt);
    checked.push({ receipt, signedBy: signedBy.vkey, unfollowed: trust.unfollowed, ...(await askedAgain(client, origin, receipt, { kept, body: await bodyIn(options.body, receipt, compared) })) });
  }
  if (checked.some(({ found }) => found !== 'equal')) process.exitCode = 1;
  const [only, ...more] = checked;
  if (more.length === 0) print(options.json ? JSON.stringify(only, null, 2) : inWords(only!));
  else print(options.json ? JSON.stringify(checked, null, 2) : allInWords(checked));
}

/** As it was written down, or as it is in the header; or of a file that was compared, each in a line of its own. */
async function notesIn(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8');
  if (text.startsWith('"')) return text.trimEnd().split('\n').map((line) => String(parsed(file, line)));
  return [/^[A-Za-z0-9+/=]+\s*$/.test(text) ? Buffer.from(text, 'base64').toString('utf8') : text];
}

/** @throws Error when a receipt is of another ledger than the one that is asked */
function refuseForeign(origin: string, asked: string): void {
  if (origin !== asked) throw new Error(`This receipt is of ${origin}; this server and key are of ${asked}. Check it with the server that gave it, and a key of that organization.`);
}

/** @throws Error when the file is not the answer that the receipt is of */
async function answerIn(file: string, { parameters: { format = 'json' }, answer }: AnswerReceipt): Promise<object | string> {
  const text = await readFile(file, 'utf8');
  const kept = format === 'json' ? (parsed(file, text) as object) : text;
  if (answerDigest(kept) !== answer) throw new Error(`${file} is not the answer that this receipt is of: its digest is another. Was it changed, or printed as something else than ${format}?`);
  return kept;
}

/** @throws Error with the file's name when it is not JSON */
function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is not JSON: ${(error as Error).message}`, { cause: error });
  }
}

/** What was sent, by its digest, to have a file compared. @throws Error when these receipts are of another file, or not of all of it */
async function comparedIn(compared: ComparedFile, receipts: readonly AnswerReceipt[]): Promise<ReadonlyMap<string, unknown>> {
  const { ToldLineitems } = await import('./told-lineitems.js');
  const told = await ToldLineitems.open(compared);
  const other = receipts.find(({ parameters }) => parameters['fileHash'] !== told.fileHash);
  if (other !== undefined) throw new Error(`${compared.file} is not the file that was compared: its SHA-256 is ${told.fileHash}, and the receipt says ${other.parameters['fileHash'] ?? 'nothing of a file'}.`);
  const sent = new Map<string, unknown>();
  for await (const page of told.pages()) {
    const body: unknown = JSON.parse(JSON.stringify({ items: page }));
    sent.set(sha256(canonical(body)), body);
  }
  const missing = [...sent.keys()].filter((digest) => !receipts.some(({ body }) => body === digest)).length;
  if (missing > 0) throw new Error(`There is no receipt of what was answered to ${missing} of the ${sent.size} parts of ${compared.file}. Was one left out, or the file read otherwise then (--source-format, --mapping)?`);
  return sent;
}

/** @param compared what was sent of a file @throws Error when it is missing, or not what was sent */
async function bodyIn(file: string | undefined, { report, parameters, body }: AnswerReceipt, compared: ReadonlyMap<string, unknown> | undefined): Promise<unknown> {
  if (body === undefined) return undefined;
  if (compared?.has(body)) return compared.get(body);
  if (file === undefined) throw new Error(parameters['fileHash'] === undefined ? `${report} was asked with a list. Give what was sent, as JSON, by --body FILE.` : `${report} was asked of a file. Give the same file, by --file FILE --source-format NAME.`);
  const sent = parsed(file, await readFile(file, 'utf8'));
  if (sha256(canonical(sent)) !== body) throw new Error(`${file} is not what was sent with this question: its digest is another.`);
  return sent;
}

async function askedAgain(client: Client, origin: string, receipt: AnswerReceipt, { kept, body }: { readonly kept: object | string | undefined; readonly body: unknown }): Promise<Omit<Checked, 'receipt' | 'signedBy' | 'unfollowed'>> {
  const { report, parameters, chosen, position } = receipt;
  if (position === BEGINNING) return { found: 'unanswered', why: ['Nothing had been recorded yet when this was answered, so there is nothing that could be folded again.'] };
  const again = new URLSearchParams({ ...parameters, ...chosen, atPosition: position });
  const response = await patiently(() => client.request(body === undefined ? 'GET' : 'POST', addressOf(report, again), body));
  const text = await response.text();
  if (!response.ok) return { found: 'unanswered', why: [problemText(response.status, text)] };
  refuseForeign(origin, originOfAnswer(noteOf(response)));
  const { format = 'json' } = parameters;
  const answer = format === 'json' ? (JSON.parse(text) as object) : text;
  if (answerDigest(answer) === receipt.answer) return { found: 'equal', why: [] };
  // With the reports, which take most of a second to load.
  const differences = kept === undefined ? undefined : (await import('./answer-differences.js')).differencesOf(format, kept, answer);
  return { found: 'different', why: reasons(receipt, saidIn(response), differences), differences };
}

/** What the server says of the answer that it has just given. */
function saidIn(response: Response): AnswerReceipt {
  return JSON.parse(noteOf(response).split('\n')[1]!) as AnswerReceipt;
}

/** Another program may compute otherwise, and a log may have been changed before the other program came. */
const TELLS_THE_LOG = 'Whether the log is what it was then is told by an export that is verified with a checkpoint of then (verify --since).';

/** Whatever may have made the difference; where there is nothing, that nothing may. */
function reasons(then: AnswerReceipt, now: AnswerReceipt, differences: Differences | undefined): string[] {
  // A table that only one of them asked tells of no folds: it is that of names, and they were not to be seen, or there were none.
  const folds = Object.keys(then.tables).filter((name) => name in now.tables && then.tables[name]!.version !== now.tables[name]!.version);
  const positions = new Set(Object.values(then.tables).map(({ position }) => position));
  const found = [
    ...(then.named && !now.named ? ['The answer had names in clear, which this key may not see. Check with a key that has the scope personal.'] : []),
    ...(!then.named && now.named ? ['The answer was without names, which this key sees in clear. Check with a key that has not the scope personal.'] : []),
    ...folds.map((name) => `The table ${name} was of version ${then.tables[name]!.version} then and is of version ${now.tables[name]!.version} now: the same events are folded otherwise.`),
    ...(then.release === now.release ? [] : [`It was answered by Fieldledger ${then.release}; this is ${now.release}, which may fold or ask otherwise. ${TELLS_THE_LOG}`]),
    ...(then.named && now.named && differences?.onlyGone !== false ? [differences ? 'All that differs are values that are gone, as names in clear are of persons who were erased since. The ledger says of each when: where it has no PersonErased, somebody took a key away.' : 'The answer had names in clear; those of persons who were erased since are gone. With --answer it is told whether that is all.'] : []),
    ...(positions.size > 1 ? [`It was made of tables that had come to different positions (${Object.entries(then.tables).map(([name, { position }]) => `${name} ${position}`).join(', ')}); now all of them are asked at ${then.position}.`] : []),
  ];
  return found.length > 0 ? found : [`Nothing explains it: position, folds, rules and program are the same. Either the log was changed, or a table, of which rebuild --compare tells. ${TELLS_THE_LOG}`];
}

function inWords(checked: Checked): string {
  const { receipt, found, why, differences } = checked;
  const { report, parameters, chosen, position, tables, answer, answeredAt } = receipt;
  const asked = Object.entries({ ...parameters, ...chosen }).map(([name, value]) => ` ${name}=${value}`).join('');
  const lines = [
    ...signature(checked),
    `asked        ${report}${asked}, answered ${answeredAt} at position ${position}`,
    `folds        ${Object.entries(tables).map(([name, { version }]) => `${name} version ${version}`).join(', ')}`,
    ...why.map((each) => `${found === 'unanswered' ? 'UNANSWERED ' : 'why        '}  ${each}`),
    ...shown('then', differences?.then), ...shown('now', differences?.now),
    found === 'equal' ? `equal        ${answer}` : found === 'different' ? `DIFFERENT    than ${answer}` : 'NOT CHECKED  The question cannot be asked again.',
  ];
  return lines.join('\n');
}

const signature = ({ signedBy, unfollowed }: Checked): string[] => [
  `signed       by ${signedBy}`, ...(unfollowed === undefined ? [] : [`NOT CHECKED  whether that key had been replaced before: ${unfollowed}`]),
];

/** Those that are not the same in full, and how many are. */
function allInWords(checked: readonly Checked[]): string {
  const others = checked.filter(({ found }) => found !== 'equal');
  const verdict = `${others.length === 0 ? 'equal      ' : 'DIFFERENT  '}  ${checked.length - others.length} of ${checked.length} answers are the same`;
  return [...others.map(inWords), [...new Set(checked.flatMap(signature)), verdict].join('\n')].join('\n\n');
}

function shown(when: 'then' | 'now', rows: readonly string[] = []): string[] {
  return [...rows.slice(0, SHOWN).map((row) => `${when.padEnd(11)}  ${row.length > CHARACTERS ? `${row.slice(0, CHARACTERS)}…` : row}`), ...(rows.length > SHOWN ? [`${when.padEnd(11)}  and ${rows.length - SHOWN} more`] : [])];
}
