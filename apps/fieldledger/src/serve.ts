import { PostgresEventLog } from '@fieldledger/event-log';
import { AUDIT_OWN_MODULES, openAudit } from '@fieldledger/audit';
import { createHttpApp, KEY_STORE, PostgresKeyStore, PostgresReadingRecord, READINESS, READING_RECORD } from '@fieldledger/http';
import { INGEST_MODULES, Scrubs, SCRUBS } from '@fieldledger/ingest';
import { EVENT_LOG, READ_STORE, SQL_DOOR, WHAT_IF } from '@fieldledger/kernel';
import { QUERY_MODULES } from '@fieldledger/query';
import { ProjectorThread } from '@fieldledger/projector';
import { ErasureKeeper, PERSONAL_RECORDS } from '@fieldledger/people';
import { VAULT } from '@fieldledger/privacy';
import type { Openings } from '@fieldledger/process-lock';
import { PostgresReadStore, PostgresSqlDoor, PostgresWhatIf, ReadDatabase, ReaderWatch, TimedReadStore } from '@fieldledger/read-store';
import { PersonsOnRecord, REPORTS, TablesAsked } from '@fieldledger/reports';
import { AppModule, databaseReadiness, firstStart, openVault, startRewrapping } from '@fieldledger/service';
import type { Settings } from '@fieldledger/settings';

const USUAL_PORT = 3000;

export interface ServeOptions {
  /** Of the PostgreSQL that has everything. */
  readonly url: string;
  readonly settings: Settings;
  /** What the settings were read from, for the thread that folds. */
  readonly environment: NodeJS.ProcessEnv;
  readonly tell: (line: string) => void;
}

/** Every app in one process, on a PostgreSQL that runs. Answers with its address when it serves; what is opened is closed with `openings`. */
export async function serve(openings: Openings, { url, settings, environment, tell }: ServeOptions): Promise<string> {
  const { dataDirectory, port, host } = settings;
  const log = await openings.add(PostgresEventLog.open({ url }), (it) => it.close());
  const { vault, scrubber } = await openings.add(openVault(url, settings, { log, tell }), (it) => it.close());
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
  const audit = await openAudit(openings.add.bind(openings), { url, log, database, vault, settings, tell });
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
  return app.listen(port ?? USUAL_PORT, host);
}
