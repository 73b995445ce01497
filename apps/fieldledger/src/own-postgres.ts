import { startEmbeddedPostgres } from '@fieldledger/embedded-postgres';
import type { Openings } from '@fieldledger/process-lock';

/** A PostgreSQL of our own in the data directory; its address. */
export async function ownPostgres(dataDirectory: string, openings: Openings): Promise<string> {
  const { url } = await openings.add(startEmbeddedPostgres({ dataDirectory, log: (line) => console.error(line) }), (it) => it.stop());
  return url;
}
