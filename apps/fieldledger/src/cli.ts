import 'reflect-metadata';
import { Command, Option } from 'commander';
import { FORMAT_NAMES } from '@fieldledger/sources';
import { connect } from './client.js';
import { importCommand } from './import-command.js';
import { key } from './key-command.js';
import { inPlainWords } from './plain-words.js';
import { reconcile } from './reconcile-command.js';
import { report } from './report-command.js';
import { rollback } from './rollback-command.js';
import { sqlReader } from './sql-reader-command.js';

// What runs servers is loaded only by the verbs that do.
const program = new Command('fieldledger')
  .description('Contact history for campaigns, written once and provable.')
  .showHelpAfterError('Run "fieldledger help" to see what there is.')
  .configureHelp({ sortSubcommands: true });

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
  .addOption(new Option('--format <name>', 'what kind of file it is').choices(FORMAT_NAMES).makeOptionMandatory())
  .option('--mapping <file>', 'JSON: which column is what (canvass-csv), or what a file leaves open (the others)')
  .option('--zone <zone>', 'IANA zone of times that name none (van-contact-history)')
  .option('--campaign <id>', 'campaign of rows that name none (van-contact-history)')
  .option('--outcomes <file>', 'where to write what became of each row (default: FILE.outcomes.csv)')
  .option('--restart', 'begin again instead of resuming an import that was interrupted')
  .option('--json', 'print one JSON document on stdout')
  .argument('<files...>')
  .action(async (files: string[], options) => importCommand(connect(process.env), files, options));

program
  .command('report')
  .description('ask a report: contact-rates, canvasser-activity, survey-results, voter-history; of money: receipts, schedule-a, schedule-b-refunds, filings, filing-differences, limits, best-efforts-due, recurring, donor-history, reconciliation; of volunteers: show-rates, shift-calendar, volunteer-hours, confirmation-funnel, productivity, volunteer-history')
  .argument('<name>')
  .option('--group-by <dimensions>', 'such as campaign,day')
  .option('--committee <id>', 'only this committee; schedules are of one')
  .option('--from <day>', 'the first day, such as 2018-04-01 (schedules take 20180401 as well)')
  .option('--to <day>', 'the last day')
  .option('--where <name=value>', 'keep only these; may be repeated', (value: string, before: string[]) => [...before, value], [])
  .option('--columns <names>', 'of a table, only these columns and totals, such as day,netCents')
  .option('--min-position <position>', 'wait until the report has come this far (default: everything that is recorded by now)')
  .option('--file <file>', 'the file of a source that is compared with what was recorded (reconciliation)')
  .addOption(new Option('--source-format <name>', 'what kind of file that is').choices(FORMAT_NAMES))
  .option('--mapping <file>', 'as for import (reconciliation)')
  .addOption(new Option('--format <format>', 'how to print it').choices(['table', 'json', 'csv', 'fec']).default('table'))
  .action(async (name: string, options) => (options.file === undefined ? report : reconcile)(connect(process.env), name, options, (text) => console.log(text)));

program
  .command('rollback')
  .description('take a batch, a canvasser or a turf out of every count; shows first what would change, and does it with --yes')
  .option('--batch <id>', 'everything sent as this batch')
  .option('--canvasser <id>', 'everything of this canvasser')
  .option('--turf <id>', 'everything of this turf')
  .option('--campaign <id>', 'only within this campaign')
  .option('--reason <code>', 'why: entered-in-error, wrong-voter, wrong-result, duplicate, falsified, test-data, other')
  .option('--id <uuid>', 'the id of a rollback that was interrupted, to resume it')
  .option('--yes', 'do it')
  .option('--undo <uuid>', 'let everything that this rollback voided stand again')
  .action(async (options) => rollback(connect(process.env), options, (text) => console.log(text)));

program
  .command('key')
  .description('issue a key for an app, shown once; or end one')
  .option('--app <name>', 'the app it is for')
  .option('--scope <scope>', 'ingest, read, personal (reports with names in clear) or admin; may be repeated', (value: string, before: string[]) => [...before, value], [])
  .option('--revoke <keyId>', 'end this key')
  .action(async (options) => key(connect(process.env), options, (text) => console.log(text)));

program
  .command('sql-reader')
  .description("make a role that reads this organization's rows by SQL, its address shown once; or end one")
  .option('--remove <role>', 'end this role')
  .action(async (options) => sqlReader(connect(process.env), options, (text) => console.log(text)));

try {
  await program.parseAsync();
} catch (error) {
  console.error(`fieldledger: ${inPlainWords(error)}`);
  process.exitCode = 1;
}
