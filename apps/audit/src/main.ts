import 'reflect-metadata';
import { KEY_STORE, PostgresKeyStore, PostgresReadingRecord, READINESS, READING_RECORD } from '@fieldledger/http';
import { EVENT_LOG, READ_STORE } from '@fieldledger/kernel';
import { PostgresReadStore, ReadDatabase, TimedReadStore } from '@fieldledger/read-store';
import { TablesAsked } from '@fieldledger/reports';
import { AppModule, databaseReadiness, logReadiness, openVault, runService } from '@fieldledger/service';
import { needed } from '@fieldledger/settings';
import { AUDIT_MODULES, openAudit } from './index.js';

await runService('audit', async (service) => {
  const url = needed(service.settings, 'databaseUrl');
  const log = await service.log();
  const { vault } = await service.open(openVault(url, service.settings, { log, tell: service.tell }), (it) => it.close());
  const keys = await service.open(PostgresKeyStore.open({ url }), (it) => it.close());
  const readings = await service.open(PostgresReadingRecord.open({ url }), (it) => it.close());
  const database = await service.open(ReadDatabase.open({ url }), (it) => it.close());
  const audit = await openAudit(service.open.bind(service), { url, log, database, vault, settings: service.settings, tell: service.tell });
  const store = TablesAsked.noted(new TimedReadStore(new PostgresReadStore(database, log), audit.replays));
  await service.listen(AppModule.of(AUDIT_MODULES, [...audit.ports, [EVENT_LOG, log], [READ_STORE, store], [KEY_STORE, keys], [READING_RECORD, readings], [READINESS, [logReadiness(log), databaseReadiness(keys), audit.readiness]]]), 3005);
});
