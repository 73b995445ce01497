import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@fieldledger/embedded-postgres';
import pg from 'pg';
import { layCluster } from './made-cluster.js';

/** A real PostgreSQL in a directory of its own, as durable as the product's. */
export async function startTestPostgres(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'fieldledger-test-'));
  chmodSync(folder, 0o711);
  const dataDirectory = join(folder, 'data');
  await layCluster(dataDirectory);
  const postgres = await startEmbeddedPostgres({ dataDirectory, log: () => undefined });
  return {
    url: postgres.url,
    async stop() {
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A client of such a PostgreSQL while the tests of a suite run. */
export function databaseForSuite(): () => pg.Client {
  let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
  let client: pg.Client | undefined;
  beforeAll(async () => {
    postgres = await startTestPostgres();
    client = new pg.Client(postgres.url);
    await client.connect();
  });
  afterAll(async () => {
    await client?.end();
    await postgres?.stop();
  });
  return () => client!;
}
