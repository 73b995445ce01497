/** Carries every report of a canvass along the log until it is killed, in small pages, so that there is much to interrupt. */
import { PostgresEventLog } from '@fieldledger/event-log';
import { Projector, ReadDatabase } from '@fieldledger/read-store';
import { PROJECTIONS } from '@fieldledger/reports';
import { opened } from './opened.mjs';

const [url] = process.argv.slice(2);
await opened(async () => {
  const log = await PostgresEventLog.open({ url });
  const database = await ReadDatabase.open({ url });
  return Projector.start({ database, log, projections: PROJECTIONS.filter(({ fold }) => 'ContactAttempted' in fold), tell: () => undefined, pageSize: 100 });
});
