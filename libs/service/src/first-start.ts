import { randomUUID } from 'node:crypto';
import { access, writeFile } from 'node:fs/promises';
import { newApiKey, type PostgresKeyStore } from '@fieldledger/http';
import { adminKeyFile } from './settings.js';

/** Makes the organization and its administrator's key, once; the key itself is only in the file, mode 600. */
export async function firstStart(keys: PostgresKeyStore, dataDirectory: string): Promise<void> {
  const file = adminKeyFile(dataDirectory);
  if (await access(file).then(() => true, () => false)) return;
  const organization = (await keys.firstOrganization()) ?? (await keys.addOrganization({ id: randomUUID(), name: 'My campaign' }));
  const { key, stored } = newApiKey({ organization, scopes: ['admin', 'ingest', 'read'], app: 'administrator' });
  // In this order: killed in between, the next start finds no file and makes another key; the first is nobody's.
  await keys.add(stored);
  await writeFile(file, `${key}\n`, { mode: 0o600, flag: 'wx' });
}
