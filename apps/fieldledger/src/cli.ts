import 'reflect-metadata';
import { Command, Option } from 'commander';
import { build } from '@fieldledger/release';
import { inPlainWords } from '@fieldledger/settings';
import { connect } from './client.js';
import { printable } from './printable.js';

/** For eyes. */
const print = (text: string) => console.log(printable(text));
/** A report's answer: to the byte where it goes into a file or to a program. */
const give = (text: string) => (process.stdout.isTTY ? print(text) : console.log(text));

/** What is asked of a report, by whichever verb. */
function asked(verb: Command): Command {
  return verb
    .option('--group-by <dimensions>', 'such as campaign,day')
    .option('--committee <id>', 'only this committee; schedules are of one')
    .option('--from <day>', 'the first day, such as 2018-04-01 (schedules take 20180401 as well)')
    .option('--to <day>', 'the last day')
    .option('--where <name=value>', 'keep only these; may be repeated', (value: string, before: string[]) => [...before, value], [])
    .option('--after <place>', 'the rows that follow, as the answer before says')
    .option('--columns <names>', 'of a table, only these columns and totals, such as day,netCents')
    .option('--min-position <position>', 'wait until the report has come this far (default: everything that is recorded by now)')
    .option('--at-position <position>', 'as it stood when the log had come to here')
    .option('--as-of <instant>', 'as it stood then, with what was recorded by then, such as 2026-11-03T00:00:00-04:00')
    .option('--occurred-until <instant>', 'only what happened until then')
    .option('--receipt <file>', "keep the answer's signed receipt, for receipt check")
    .addOption(new Option('--format <format>', 'how to print it').choices(['table', 'json', 'csv', 'fec']).default('table'));
}

// Each verb loads what it needs, when it is called: the rest takes half a second.
const program = new Command('fieldledger')
  .description('Contact history for campaigns, written once and provable.')
  .showHelpAfterError('Run "fieldledger help" to see what there is.')
  .configureHelp({ sortSubcommands: true })
  .option('--version', 'print which Fieldledger this is, and which build of it, as receipts name it')
  .on('option:version', () => {
    print(build());
    process.exit();
  });

program
  .command('start')
  .description('run everything in one process, with its own PostgreSQL (or yours, by DATABASE_URL)')
  .action(async () => (await import('./start.js')).start(process.env));

program
  .command('stack')
  .description('run the distributed profile on this machine: each app its own process, PostgreSQL, Kafka (Java 17 and Maven), EventStoreDB by EVENTSTORE_URL')
  .action(async () => (await import('./stack.js')).stack(process.env));

program
  .command('import')
  .description('import files; the same file again changes nothing')
  .requiredOption('--format <name>', 'what kind of file it is: canvass-csv, van-contact-history, actblue-csv, fec-bulk, fec-bulk-deletes, fec-filing, mobilize, van-signups, osdi-attendances')
  .option('--mapping <file>', 'JSON: which column is what (canvass-csv), or what a file leaves open (the others)')
  .option('--zone <zone>', 'IANA zone of times that name none')
  .option('--campaign <id>', 'campaign of rows that name none (van-contact-history)')
  .option('--outcomes <file>', 'where to write what became of each row (default: FILE.outcomes.csv); of several files, the folder for theirs')
  .option('--restart', 'begin again instead of resuming an import that was interrupted')
  .option('--json', 'print one JSON document on stdout')
  .argument('<files...>')
  .action(async (files: string[], options) => (await import('./import-command.js')).importCommand(connect(process.env), files, options));

asked(program.command('report'))
  .description('ask a report: contact-rates, canvasser-activity, survey-results, voter-history; of money: receipts, schedule-a, schedule-b-refunds, filings, filing-differences, limits, questionable-sources, best-efforts-due, recurring, donor-history, reconciliation; of volunteers: show-rates, shift-calendar, volunteer-hours, confirmation-funnel, productivity, volunteer-history')
  .argument('<name>')
  .option('--file <file>', 'the file of a source that is compared with what was recorded (reconciliation)')
  .option('--source-format <name>', 'what kind of file that is, as import names it')
  .option('--mapping <file>', 'as for import (reconciliation)')
  .action(async (name: string, options) => (options.file === undefined ? (await import('./report-command.js')).report : (await import('./reconcile-command.js')).reconcile)(connect(process.env), name, options, give));

asked(program.command('replay'))
  .description('ask a report as it stood at a moment: --at-position, --as-of and --occurred-until, alone or together; or look after replays')
  .argument('[name]')
  .option('--list', 'the replays that are under way, and the last that are over')
  .option('--cancel <id>', 'end this one')
  .action(async (name: string | undefined, options) => (await import('./replay-command.js')).replay(connect(process.env), name, options, give));

program
  .command('rebuild')
  .description('fold a report afresh from the log and compare it with the live table, row by row; exits with 1 where they differ')
  .argument('<report>')
  .option('--compare', 'compare, and leave the live table as it is')
  .addOption(new Option('--format <format>', 'how to print it').choices(['table', 'json']).default('table'))
  .action(async (report: string, options) => (await import('./rebuild-command.js')).rebuild(connect(process.env), report, options, print));

program
  .command('receipt')
  .description('of the signed receipts that reports give with their answers')
  .command('check')
  .description('ask again what a receipt is of: whether the answer is still the same, or what differs and why; exits with 1 unless it is the same')
  .option('--key <file>', "the keys that you trust, as vkeys, a line each (default: the server's own ledger keys)")
  .option('--answer <file>', 'the answer that you kept, to be told which rows differ')
  .option('--body <file>', 'what was sent with the question, as JSON, where it was a POST')
  .option('--file <file>', 'the file that was compared (reconciliation)')
  .option('--source-format <name>', 'what kind of file that is, as import names it')
  .option('--mapping <file>', 'as for import (reconciliation)')
  .option('--json', 'print one JSON document on stdout')
  .argument('<file>')
  .action(async (file: string, options) => (await import('./receipt-command.js')).checkReceipt(connect(process.env), file, options, print));

program
  .command('rollback')
  .description('take a batch, a canvasser or a turf out of every count; shows first what would change, and does it with --yes')
  .option('--batch <id>', 'everything sent as this batch')
  .option('--canvasser <id>', 'everything of this canvasser: system/scope/id as reports have it, or an id in whatever system')
  .option('--turf <id>', 'everything of this turf')
  .option('--campaign <id>', 'only within this campaign')
  .option('--reason <code>', 'why: entered-in-error, wrong-voter, wrong-result, duplicate, falsified, test-data, other')
  .option('--id <uuid>', 'the id of a rollback that was interrupted, to resume it')
  .option('--yes', 'do it')
  .option('--undo <uuid>', 'let everything that this rollback voided stand again')
  .action(async (options) => (await import('./rollback-command.js')).rollback(connect(process.env), options, print));

program
  .command('erase')
  .description('forget a person: destroys the keys of what was said of them; what the law has kept goes on its day')
  .option('--person <reference>', 'system/scope/id of a voter, a volunteer or a donor; may be repeated', (value: string, before: string[]) => [...before, value], [])
  .option('--donor <token>', 'n:… or e:… as reports name a donor without a reference; may be repeated', (value: string, before: string[]) => [...before, value], [])
  .option('--record <id>', 'a contribution, pledge, series, signup or attempt of this person; may be repeated', (value: string, before: string[]) => [...before, value], [])
  .option('--ground <ground>', 'state-privacy-law, gdpr-art-17, court-order, address-confidentiality, consent-withdrawn, entered-in-error, other-law')
  .option('--requested-at <instant>', 'when they asked (default: now)')
  .option('--id <uuid>', 'the id of the request, to send it again')
  .addOption(new Option('--when-held <what>', 'when the law has something kept: erase it on its day, or refuse the request').choices(['postpone', 'refuse']))
  .addOption(new Option('--alike <who>', 'who donors of the same name and ZIP code or e-mail address are').choices(['same-person', 'others']))
  .option('--opt-out', 'keep lists from bringing them back')
  .option('--preview', 'show what would be erased and what is held, and change nothing')
  .option('--scrub', 'leave nothing of the erased on the disk, now rather than within minutes')
  .option('--list', 'what became of every request')
  .action(async (options) => (await import('./erase-command.js')).erase(connect(process.env), options, print));

program
  .command('key')
  .description('issue a key for an app, shown once; or end one')
  .option('--app <name>', 'the app it is for')
  .option('--scope <scope>', 'ingest, read, personal (reports with names in clear), audit (look at everything but names) or admin; may be repeated', (value: string, before: string[]) => [...before, value], [])
  .option('--revoke <keyId>', 'end this key')
  .action(async (options) => (await import('./key-command.js')).key(connect(process.env), options, print));

program
  .command('export')
  .description("fetch the organization's ledger as a bundle that anybody can check without a server; interrupted, the same command goes on")
  .requiredOption('--out <directory>', 'where to put it')
  .action(async (options) => (await import('./export-command.js')).exportBundle(connect(process.env), options, print));

program
  .command('verify')
  .description('check a bundle: needs no server and no database')
  .requiredOption('--key <file>', 'the keys that you trust, as vkeys, a line each; got another way than with the bundle')
  .option('--since <file>', 'a checkpoint that you kept; may be repeated', (value: string, before: string[]) => [...before, value], [])
  .option('--witness <file>', 'the keys of witnesses, as vkeys, a line each: every one of them must have signed the checkpoint')
  .option('--json', 'print one JSON document on stdout')
  .argument('<directory>')
  .action(async (directory: string, options) => (await import('./verify-command.js')).verify(directory, options, print));

program
  .command('ledger-key')
  .description("print the keys that sign the ledger; or put a new one in place of this machine's")
  .option('--out <file>', 'write them to a file, for verify')
  .option('--rotate', 'draw a new key into the data directory; the ledger hands over to it by an event that the old one signs')
  .action(async (options) => (await import('./ledger-key-command.js')).ledgerKey(process.env, options, print));

program
  .command('encryption-key')
  .description("put a new key-encryption key in place of this machine's; the next start wraps the keys of persons anew")
  .requiredOption('--rotate', 'draw a new key into the data directory; the one before stays below it until it is of no more use')
  .action(async () => (await import('./encryption-key-command.js')).rotateEncryptionKey(process.env, print));

program
  .command('readings')
  .description('who has looked at the ledger, exports, moments of the past and names in clear: when, and how much')
  .option('--before <instant>', 'only what was before')
  .option('--after <place>', 'the lines that follow, as the answer before says')
  .option('--limit <number>', 'at most so many', '50')
  .action(async (options) => (await import('./readings-command.js')).readings(connect(process.env), options, print));

program
  .command('sql-reader')
  .description("make a role that reads this organization's rows by SQL, its address shown once; or end one")
  .option('--remove <role>', 'end this role')
  .action(async (options) => (await import('./sql-reader-command.js')).sqlReader(connect(process.env), options, print));

/** Of an option that is given twice the last would count, and the first be lost without a word. */
function refuseDoubled(verb: Command): void {
  for (const option of verb.options.filter(({ defaultValue, required }) => required && !Array.isArray(defaultValue))) {
    let isGiven = false;
    verb.on(`option:${option.name()}`, () => {
      if (isGiven) verb.error(`error: option '${option.flags}' is given twice`);
      isGiven = true;
    });
  }
  verb.commands.forEach(refuseDoubled);
}

refuseDoubled(program);
try {
  await program.parseAsync();
} catch (error) {
  console.error(`fieldledger: ${printable(inPlainWords(error))}`);
  process.exitCode = 1;
}
