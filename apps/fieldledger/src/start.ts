import { mkdir, rm, writeFile } from 'node:fs/promises';
import { checkDurability, startEmbeddedPostgres } from '@fieldledger/embedded-postgres';
import { PostgresEventLog } from '@fieldledger/event-log';
import { createHttpApp, KEY_STORE, PostgresKeyStore, READINESS } from '@fieldledger/http';
import { INGEST_MODULES } from '@fieldledger/ingest';
import { EVENT_LOG, READ_STORE, SQL_DOOR, WHAT_IF } from '@fieldledger/kernel';
import { QUERY_MODULES } from '@fieldledger/query';
import { startProjector } from '@fieldledger/projector';
import { VAULT } from '@fieldledger/privacy';
import { PostgresReadStore, PostgresSqlDoor, PostgresWhatIf, ReadDatabase } from '@fieldledger/read-store';
import { REPORTS } from '@fieldledger/reports';
import { adminKeyFile, AppModule, firstStart, openVault, serverFile, settings } from '@fieldledger/service';
import { fromHere } from './from-here.js';

const USUAL_PORT = 3000;

/**
 * The embedded profile: every app in one process, on a PostgreSQL of its own. Returns when it serves; stops on Ctrl-C.
 * @throws Error with a sentence that says what is in the way
 */
export async function start(environment: NodeJS.ProcessEnv): Promise<void> {
  const set = settings(environment);
  const { dataDirectory, port, host, databaseUrl } = set;
  await mkdir(dataDirectory, { recursive: true });
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const each of stops.splice(0).reverse()) await each();
  };
  stopOnSignals(stop);
  try {
    const url = databaseUrl ?? (await ownPostgres(dataDirectory, stops));
    await checkDurability(url);
    const log = await PostgresEventLog.open({ url });
    stops.push(() => log.close());
    const { vault, close } = await openVault(url, set);
    stops.push(close);
    const keys = await PostgresKeyStore.open({ url });
    stops.push(() => keys.close());
    await firstStart(keys, dataDirectory);
    const database = await ReadDatabase.open({ url });
    stops.push(() => database.close());
    const projector = await startProjector({ database, log, unsealer: vault, tell: (line) => console.error(line) });
    stops.push(() => projector.stop());
    const app = await createHttpApp(
      AppModule.of([...INGEST_MODULES, ...QUERY_MODULES], [
        [EVENT_LOG, log], [READ_STORE, new PostgresReadStore(database, log)], [WHAT_IF, new PostgresWhatIf(database, REPORTS, vault)], [KEY_STORE, keys], [VAULT, vault],
        [SQL_DOOR, new PostgresSqlDoor(database, url)], [READINESS, [projector.readiness]],
      ]),
      {},
    );
    stops.push(() => app.close());
    const address = await app.listen(port ?? USUAL_PORT, host);
    await writeFile(serverFile(dataDirectory), JSON.stringify({ url: address, pid: process.pid }));
    stops.push(() => rm(serverFile(dataDirectory), { force: true }));
    announce(address, dataDirectory);
  } catch (error) {
    await stop();
    throw error;
  }
}

/** From the first moment on: also a start that takes long can be called off. */
function stopOnSignals(stop: () => Promise<void>): void {
  const bye = () => {
    console.error('Stopping…');
    stop().then(
      () => process.exit(0),
      (error: Error) => {
        console.error(`fieldledger: ${error.message}`);
        process.exit(1);
      },
    );
  };
  process.once('SIGINT', bye);
  process.once('SIGTERM', bye);
}

async function ownPostgres(dataDirectory: string, stops: (() => Promise<unknown>)[]): Promise<string> {
  const postgres = await startEmbeddedPostgres({ dataDirectory, log: (line) => console.error(line) });
  stops.push(() => postgres.stop());
  return postgres.url;
}

function announce(address: string, dataDirectory: string): void {
  console.log(`Fieldledger is ready at ${address}
  pages of the API    ${address}/docs
  administrator key   ${fromHere(adminKeyFile(dataDirectory))}
Next, in another terminal:
  npm run -s fieldledger -- import --format canvass-csv --mapping tests/fixtures/canvass/small-canvass.mapping.json tests/fixtures/canvass/small-canvass.csv
  npm run -s fieldledger -- report contact-rates --group-by campaign,day`);
}
