/** Fieldledger's ingest as it is: its guard, limits, checks, rules and metrics, on a database that the bench has made. */
import 'reflect-metadata';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PostgresEventLog } from '@fieldledger/event-log';
import { createHttpApp, KEY_STORE, newApiKey, PostgresKeyStore, READINESS } from '@fieldledger/http';
import { INGEST_MODULES, SCRUBS } from '@fieldledger/ingest';
import { EVENT_LOG, WHAT_IF } from '@fieldledger/kernel';
import { PERSONAL_RECORDS } from '@fieldledger/people';
import { VAULT } from '@fieldledger/privacy';
import { AppModule, openVault } from '@fieldledger/service';
import { settings } from '@fieldledger/settings';
import { ENCRYPTION_KEY, ORGANIZATION } from './fixtures.mjs';

const url = process.argv[2];
const log = await PostgresEventLog.open({ url });
const keys = await PostgresKeyStore.open({ url });
const { vault } = await openVault(url, settings({ FIELDLEDGER_ENCRYPTION_KEY: ENCRYPTION_KEY, FIELDLEDGER_DATA: process.env.FIELDLEDGER_DATA ?? mkdtempSync(join(tmpdir(), 'fieldledger-bench-')) }), { log, tell: console.error });
await keys.addOrganization({ id: ORGANIZATION, name: 'Bench' });
const { key, stored } = newApiKey({ organization: ORGANIZATION, scopes: ['ingest'], app: 'bench' });
await keys.add(stored);

const app = await createHttpApp(AppModule.of(INGEST_MODULES, [[EVENT_LOG, log], [KEY_STORE, keys], [READINESS, []], [WHAT_IF, {}], [VAULT, vault], [PERSONAL_RECORDS, {}], [SCRUBS, {}]]), {});
process.send({ address: await app.listen(0, '127.0.0.1'), key });
process.once('SIGTERM', () => process.exit());
