/** Fieldledger's ingest as it is: its guard, limits, checks, rules and metrics, on a database that the bench has made. */
import { PostgresEventLog } from '@fieldledger/event-log';
import { createHttpApp, KEY_STORE, newApiKey, PostgresKeyStore, READINESS } from '@fieldledger/http';
import { INGEST_MODULES } from '@fieldledger/ingest';
import { EVENT_LOG, WHAT_IF } from '@fieldledger/kernel';
import { ORGANIZATION } from './fixtures.mjs';

const url = process.argv[2];
const log = await PostgresEventLog.open({ url });
const keys = await PostgresKeyStore.open({ url });
await keys.addOrganization({ id: ORGANIZATION, name: 'Bench' });
const { key, stored } = newApiKey({ organization: ORGANIZATION, scopes: ['ingest'], app: 'bench' });
await keys.add(stored);

class Chosen {}
class Served {}
const providers = [
  { provide: EVENT_LOG, useValue: log },
  { provide: KEY_STORE, useValue: keys },
  { provide: READINESS, useValue: [] },
  { provide: WHAT_IF, useValue: undefined },
];
const app = await createHttpApp({ module: Served, imports: [{ module: Chosen, global: true, providers, exports: providers }, ...INGEST_MODULES] }, {});
process.send({ address: await app.listen(0, '127.0.0.1'), key });
process.once('SIGTERM', () => process.exit());
