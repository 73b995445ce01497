import { mkdir } from 'node:fs/promises';
import { checkPostgres, PostgresEventLog } from '@fieldledger/event-log';
import { AUDIT_OWN_MODULES, openAudit } from '@fieldledger/audit';
import { createHttpApp, KEY_STORE, PostgresKeyStore, PostgresReadingRecord, READINESS, READING_RECORD } from '@fieldledger/http';
import { INGEST_MODULES, Scrubs, SCRUBS } from '@fieldledger/ingest';
import { EVENT_LOG, READ_STORE, SQL_DOOR, WHAT_IF } from '@fieldledger/kernel';
import { QUERY_MODULES } from '@fieldledger/query';
import { ProjectorThread } from '@fieldledger/projector';
import { ErasureKeeper, PERSONAL_RECORDS } from '@fieldledger/people';
import { VAULT } from '@fieldledger/privacy';
import { Openings } from '@fieldledger/process-lock';
import { PostgresReadStore, PostgresSqlDoor, PostgresWhatIf, ReadDatabase, ReaderWatch, TimedReadStore } from '@fieldledger/read-store';
import { PersonsOnRecord, REPORTS, TablesAsked } from '@fieldledger/reports';
import { AppModule, databaseReadiness, firstStart, openVault, startRewrapping } from '@fieldledger/service';
import { adminKeyFile, inPlainWords, settings } from '@fieldledger/settings';
import { fromHere } from './from-here.js';
import { ownPostgres } from './own-postgres.js';
import { noteRunning } from './running-here.js';

const USUAL_PORT = 3000;
const OF_THIS_MACHINE = /^(?:127\.[\d.]+|::1|localhost)$/;

/**
 * The embedded profile: every app in one process, on a PostgreSQL of its own. Returns when it serves; stops on Ctrl-C.
 * @throws Error with a sentence that says what is in the way
 */
export async function start(environment: NodeJS.ProcessEnv): Promise<void> {
  const set = settings(environment);
  const { dataDirectory, port, host, databaseUrl } = set;
  await mkdir(dataDirectory, { recursive: true });
  const openings = new Openings();
  const tell = (line: string) => console.error(line);
  openings.endOnSignals(() => console.error('Stopping…'), (error) => console.error(`fieldledger: ${inPlainWords(error)}`));
  try {
    const url = databaseUrl ?? (await ownPostgres(dataDirectory, openings));
    await checkPostgres(url);
    const log = await openings.add(PostgresEventLog.open({ url }), (it) => it.close());
    const { vault, scrubber } = await openings.add(openVault(url, set, { log, tell }), (it) => it.close());
    await openings.add(startRewrapping(vault, tell), (it) => it.stop());
    const keys = await openings.add(PostgresKeyStore.open({ url }), (it) => it.close());
    await firstStart(keys, dataDirectory);
    const database = await openings.add(ReadDatabase.open({ url }), (it) => it.close());
    await openings.add(ReaderWatch.start({ database, tell }), (it) => it.stop());
    const { standing } = await openings.add(ProjectorThread.start({ environment: { ...environment, DATABASE_URL: url }, tell }), (it) => it.stop());
    const store = new PostgresReadStore(database, log);
    const records = new PersonsOnRecord(store);
    await openings.add(ErasureKeeper.start({ log, vault, records, scrubber, now: () => new Date(), tell }), (it) => it.stop());
    const scrubs = await openings.add(Promise.resolve(new Scrubs({ log, scrubber, tell })), (it) => it.close());
    const audit = await openAudit(openings.add.bind(openings), { url, log, database, vault, settings: set, tell });
    const app = await openings.add(
      createHttpApp(
        AppModule.of([...INGEST_MODULES, ...QUERY_MODULES, ...AUDIT_OWN_MODULES], [
          ...audit.ports, [READING_RECORD, await openings.add(PostgresReadingRecord.open({ url }), (it) => it.close())],
          [EVENT_LOG, log], [READ_STORE, TablesAsked.noted(new TimedReadStore(store, audit.replays))], [WHAT_IF, new PostgresWhatIf(database, REPORTS, vault)], [KEY_STORE, keys], [VAULT, vault],
          [PERSONAL_RECORDS, records], [SCRUBS, scrubs],
          [SQL_DOOR, new PostgresSqlDoor(database, url)], [READINESS, [databaseReadiness(keys), standing, audit.readiness]],
        ]),
        {},
      ),
      (it) => it.close(),
    );
    const address = await app.listen(port ?? USUAL_PORT, host);
    await noteRunning(dataDirectory, { url: address }, openings);
    announce(address, dataDirectory);
    if (!OF_THIS_MACHINE.test(host)) tell(`HOST is ${host}: other machines can reach this one, and nothing on the way is encrypted, keys included. Put a proxy that speaks TLS before it.`);
  } catch (error) {
    await openings.closeAll().catch(() => undefined); // What is told is why it did not start.
    throw error;
  }
}

function announce(address: string, dataDirectory: string): void {
  console.log(`Fieldledger is ready at ${address}
  pages of the API    ${address}/docs
  administrator key   ${fromHere(adminKeyFile(dataDirectory))}
Next, in another terminal:
  npm run -s fieldledger -- import --format canvass-csv --mapping tests/fixtures/canvass/small-canvass.mapping.json tests/fixtures/canvass/small-canvass.csv
  npm run -s fieldledger -- report contact-rates --group-by campaign,day`);
}
