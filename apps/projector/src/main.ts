import 'reflect-metadata';
import { KEY_STORE, PostgresKeyStore, READINESS } from '@fieldledger/http';
import { ReadDatabase } from '@fieldledger/read-store';
import { AppModule, databaseReadiness, logReadiness, openVault, runService } from '@fieldledger/service';
import { needed } from '@fieldledger/settings';
import { startProjector } from './projecting.js';
import { standingOf } from './standing.js';

await runService('projector', async (service) => {
  const url = needed(service.settings, 'databaseUrl');
  const log = await service.logInTime();
  const { vault } = await service.open(openVault(url, service.settings, { log, tell: service.tell }), (it) => it.close());
  const keys = await service.open(PostgresKeyStore.open({ url }), (it) => it.close());
  const database = await service.open(ReadDatabase.open({ url }), (it) => it.close());
  const projector = await service.open(startProjector({ database, log, unsealer: vault, tracing: service.tracing, tell: service.tell }), (it) => it.stop());
  await service.listen(AppModule.of([], [[KEY_STORE, keys], [READINESS, [logReadiness(log), databaseReadiness(keys), standingOf(() => projector.status())]]]), 3002);
});
