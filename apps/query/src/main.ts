import 'reflect-metadata';
import { KEY_STORE, PostgresKeyStore, PostgresReadingRecord, READINESS, READING_RECORD } from '@fieldledger/http';
import { EVENT_LOG, READ_STORE, SQL_DOOR } from '@fieldledger/kernel';
import { PostgresReadStore, PostgresSqlDoor, ReadDatabase } from '@fieldledger/read-store';
import { AppModule, logReadiness, needed, runService } from '@fieldledger/service';
import { QUERY_MODULES } from './index.js';

await runService('query', async (service) => {
  const url = needed(service.settings, 'databaseUrl');
  const log = await service.log();
  const keys = await service.open(PostgresKeyStore.open({ url }), (it) => it.close());
  const readings = await service.open(PostgresReadingRecord.open({ url }), (it) => it.close());
  const database = await service.open(ReadDatabase.open({ url }), (it) => it.close());
  await service.listen(
    AppModule.of(QUERY_MODULES, [[EVENT_LOG, log], [READ_STORE, new PostgresReadStore(database, log)], [SQL_DOOR, new PostgresSqlDoor(database, url)], [KEY_STORE, keys], [READING_RECORD, readings], [READINESS, [logReadiness(log)]]]),
    3001,
  );
});
