import 'reflect-metadata';
import { KEY_STORE, PostgresKeyStore, READINESS } from '@fieldledger/http';
import { AppModule, databaseReadiness, logReadiness, runService } from '@fieldledger/service';
import { needed } from '@fieldledger/settings';
import { startRelay } from './index.js';

await runService('relay', async (service) => {
  const databaseUrl = needed(service.settings, 'databaseUrl');
  const log = await service.logInTime();
  const keys = await service.open(PostgresKeyStore.open({ url: databaseUrl }), (it) => it.close());
  const { kafka } = service.settings;
  const { readiness } = await service.open(startRelay({ log, databaseUrl, kafka, tracing: service.tracing, tell: service.tell }), (it) => it.stop());
  await service.listen(AppModule.of([], [[KEY_STORE, keys], [READINESS, [logReadiness(log), databaseReadiness(keys), readiness]]]), 3003);
});
