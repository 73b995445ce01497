import { randomUUID } from 'node:crypto';
import { stat, writeFile } from 'node:fs/promises';
import { newApiKey, type PostgresKeyStore } from '@fieldledger/http';
import { adminKeyFile } from '@fieldledger/settings';

/**
 * Makes the organization and its administrator's key, once; the key itself is only in the file, mode 600.
 * @throws Error where the file has the key of another database: nobody could be let in to this one
 */
export async function firstStart(keys: PostgresKeyStore, dataDirectory: string): Promise<void> {
  const file = adminKeyFile(dataDirectory);
  const isThere = await stat(file).then(({ size }) => size > 0, () => false);
  const known = await keys.firstOrganization();
  if (isThere) {
    if (known !== undefined) return;
    throw new Error(`${file} has the key of another database: in this one there is no organization. Put back the database that it is of, or name that by DATABASE_URL; to begin anew, take the file away.`);
  }
  const organization = known ?? (await keys.addOrganization({ id: randomUUID(), name: 'My campaign' }));
  const { key, stored } = newApiKey({ organization, scopes: ['admin', 'ingest', 'read'], app: 'administrator' });
  // In this order: killed in between, or on a full disk, the next start finds no file or an empty one and makes another key; the first is nobody's.
  await keys.add(stored);
  await writeFile(file, `${key}\n`, { mode: 0o600 });
}
