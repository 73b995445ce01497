import 'reflect-metadata';
import { mkdir } from 'node:fs/promises';
import { KEY_STORE, PostgresKeyStore, READINESS } from '@fieldledger/http';
import { EVENT_LOG, WHAT_IF } from '@fieldledger/kernel';
import { ErasureKeeper, PERSONAL_RECORDS } from '@fieldledger/people';
import { VAULT } from '@fieldledger/privacy';
import { PostgresReadStore, PostgresWhatIf, ReadDatabase } from '@fieldledger/read-store';
import { PersonsOnRecord, REPORTS } from '@fieldledger/reports';
import { AppModule, databaseReadiness, firstStart, logReadiness, openVault, runService, startRewrapping } from '@fieldledger/service';
import { needed } from '@fieldledger/settings';
import { INGEST_MODULES, Scrubs, SCRUBS } from './index.js';

await runService('ingest', async (service) => {
  const { dataDirectory } = service.settings;
  const url = needed(service.settings, 'databaseUrl');
  await mkdir(dataDirectory, { recursive: true });
  const log = await service.log();
  const { vault, scrubber } = await service.open(openVault(url, service.settings, { log, tell: service.tell }), (it) => it.close());
  await service.open(startRewrapping(vault, service.tell), (it) => it.stop());
  const keys = await service.open(PostgresKeyStore.open({ url }), (it) => it.close());
  await firstStart(keys, dataDirectory);
  // What a roll-back would change is folded beside the reports, in a transaction that is never committed.
  const database = await service.open(ReadDatabase.open({ url }), (it) => it.close());
  const whatIf = new PostgresWhatIf(database, REPORTS, vault);
  const records = new PersonsOnRecord(new PostgresReadStore(database, log));
  await service.open(ErasureKeeper.start({ log, vault, records, scrubber, now: () => new Date(), tell: service.tell }), (it) => it.stop());
  const scrubs = await service.open(Promise.resolve(new Scrubs({ log, scrubber, tell: service.tell })), (it) => it.close());
  await service.listen(
    AppModule.of(INGEST_MODULES, [[EVENT_LOG, log], [WHAT_IF, whatIf], [KEY_STORE, keys], [VAULT, vault], [PERSONAL_RECORDS, records], [SCRUBS, scrubs], [READINESS, [logReadiness(log), databaseReadiness(keys)]]]),
    3000,
  );
});
