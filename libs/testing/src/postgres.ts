import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@fieldledger/embedded-postgres';

/** A real PostgreSQL in a directory of its own, as durable as the product's. */
export async function startTestPostgres(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'fieldledger-test-'));
  chmodSync(folder, 0o711);
  const postgres = await startEmbeddedPostgres({ dataDirectory: join(folder, 'data'), log: () => undefined });
  return {
    url: postgres.url,
    async stop() {
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
