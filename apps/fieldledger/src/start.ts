import { mkdir } from 'node:fs/promises';
import { checkOneLog, checkPostgres } from '@fieldledger/event-log';
import { Openings } from '@fieldledger/process-lock';
import { adminKeyFile, inPlainWords, settings } from '@fieldledger/settings';
import { fromHere } from './from-here.js';
import { ownPostgres } from './own-postgres.js';
import { noteRunning } from './running-here.js';

const OF_THIS_MACHINE = /^(?:127\.[\d.]+|::1|localhost)$/;

/**
 * The embedded profile: every app in one process, on a PostgreSQL of its own. Returns when it serves; stops on Ctrl-C.
 * @throws Error with a sentence that says what is in the way
 */
export async function start(environment: NodeJS.ProcessEnv): Promise<void> {
  const set = settings(environment);
  const { dataDirectory, host, databaseUrl, eventStoreUrl } = set;
  await mkdir(dataDirectory, { recursive: true });
  const openings = new Openings();
  const tell = (line: string) => console.error(line);
  openings.endOnSignals(() => console.error('Stopping…'), (error) => console.error(`fieldledger: ${inPlainWords(error)}`));
  try {
    const url = databaseUrl ?? (await ownPostgres(dataDirectory, openings));
    await checkPostgres(url);
    await checkOneLog(url, 'postgres');
    // Whatever refuses this start has spoken by now, but for what is in the database: the rest takes a second to load.
    const { serve } = await import('./serve.js');
    const address = await serve(openings, { url, settings: set, environment, tell });
    await noteRunning(dataDirectory, { url: address }, openings);
    announce(address, dataDirectory);
    if (eventStoreUrl !== undefined) tell('EVENTSTORE_URL is set and nothing is kept there: this one process has its event log in PostgreSQL. Apps by themselves use it, as fieldledger stack runs them on one machine.');
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
