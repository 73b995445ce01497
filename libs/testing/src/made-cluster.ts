import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@fieldledger/embedded-postgres';

/**
 * Lays a PostgreSQL cluster into a data directory, so that its start makes none: that takes longer than all the rest of it. A run of
 * many specs says by FIELDLEDGER_MADE_CLUSTER where the one is that all copy, once the first has made it; otherwise nothing is laid.
 */
export async function layCluster(dataDirectory: string): Promise<void> {
  const made = process.env['FIELDLEDGER_MADE_CLUSTER'];
  if (!made) return;
  if (!existsSync(made)) await makeCluster(made);
  mkdirSync(dataDirectory, { recursive: true });
  // By the command, which keeps whose each file is. Where there is none, the start makes its cluster after all.
  spawnSync('cp', ['-a', join(made, 'postgres'), join(made, 'postgres.password'), dataDirectory]);
}

async function makeCluster(place: string): Promise<void> {
  const own = mkdtempSync(`${place}-`);
  chmodSync(own, 0o711);
  const postgres = await startEmbeddedPostgres({ dataDirectory: own, log: () => undefined });
  await postgres.stop();
  try {
    renameSync(own, place);
  } catch {
    rmSync(own, { recursive: true }); // Another worker's was there first.
  }
}
