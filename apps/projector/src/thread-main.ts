import { isDeepStrictEqual } from 'node:util';
import { parentPort } from 'node:worker_threads';
import { PostgresEventLog } from '@fieldledger/event-log';
import type { Tell } from '@fieldledger/kernel';
import { Openings } from '@fieldledger/process-lock';
import { ReadDatabase } from '@fieldledger/read-store';
import { openVault } from '@fieldledger/service';
import { needed, settings } from '@fieldledger/settings';
import { startProjector } from './projecting.js';
import type { FromThread } from './thread.js';

const SAY_EVERY_MS = 100;

const say = (said: FromThread) => parentPort!.postMessage(said);
const tell: Tell = (line, level) => say({ line, level });

const openings = new Openings();
const set = settings(process.env);
const url = needed(set, 'databaseUrl');
const log = await openings.add(PostgresEventLog.open({ url }), (it) => it.close());
const { vault } = await openings.add(openVault(url, set, { log, tell }), (it) => it.close());
const database = await openings.add(ReadDatabase.open({ url }), (it) => it.close());
const projector = await openings.add(startProjector({ database, log, unsealer: vault, tell }), (it) => it.stop());

let said = projector.status();
say({ statuses: said });
const saying = setInterval(() => {
  const now = projector.status();
  if (!isDeepStrictEqual(now, said)) say({ statuses: (said = now) });
}, SAY_EVERY_MS);

parentPort!.once('message', () => {
  clearInterval(saying);
  void openings.closeAll().then(() => parentPort!.close());
});
