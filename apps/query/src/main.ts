import 'reflect-metadata';
import { KEY_STORE, PostgresKeyStore, PostgresReadingRecord, READINESS, READING_RECORD } from '@fieldledger/http';
import { ANSWER_SIGNER, EVENT_LOG, READ_STORE, SQL_DOOR } from '@fieldledger/kernel';
import { AnswerNotes, Ledger } from '@fieldledger/ledger';
import { PostgresReadStore, PostgresSqlDoor, ReadDatabase, ReaderWatch } from '@fieldledger/read-store';
import { TablesAsked } from '@fieldledger/reports';
import { AppModule, databaseReadiness, logReadiness, originIn, receiptsReadiness, runService, signingKeys } from '@fieldledger/service';
import { needed } from '@fieldledger/settings';
import { QUERY_MODULES } from './index.js';

await runService('query', async (service) => {
  const url = needed(service.settings, 'databaseUrl');
  const log = await service.log();
  const keys = await service.open(PostgresKeyStore.open({ url }), (it) => it.close());
  const readings = await service.open(PostgresReadingRecord.open({ url }), (it) => it.close());
  const database = await service.open(ReadDatabase.open({ url }), (it) => it.close());
  await service.open(ReaderWatch.start({ database, tell: service.tell }), (it) => it.stop());
  const { ledger } = service.settings;
  const signingKey = signingKeys(ledger);
  const receipts = receiptsReadiness(signingKey, await service.open(Ledger.open({ url }), (it) => it.close()), ledger);
  await service.listen(
    AppModule.of(QUERY_MODULES, [[EVENT_LOG, log], [READ_STORE, TablesAsked.noted(new PostgresReadStore(database, log))], [ANSWER_SIGNER, new AnswerNotes(signingKey, originIn(ledger))], [SQL_DOOR, new PostgresSqlDoor(database, url)], [KEY_STORE, keys], [READING_RECORD, readings], [READINESS, [logReadiness(log), databaseReadiness(keys), receipts]]]),
    3001,
  );
});
