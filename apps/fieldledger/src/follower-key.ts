import { readFile, writeFile } from 'node:fs/promises';
import { newApiKey, parseApiKey, secretMatches, type PostgresKeyStore } from '@fieldledger/http';

/**
 * The key with which the stack's reporting service asks for history, kept in a file of mode 600: a new one where there is
 * none, or that in the file was revoked, or is of another database.
 */
export async function followerKey(keys: Pick<PostgresKeyStore, 'find' | 'add'>, organization: string, file: string): Promise<string> {
  const kept = await readFile(file, 'utf8').then((text) => text.trim(), () => '');
  const parts = parseApiKey(kept);
  const known = parts && (await keys.find(parts.keyId));
  if (known && secretMatches(parts.secret, known) && known.organization === organization) return kept;
  const { key, stored } = newApiKey({ organization, scopes: ['read'], app: 'feed-example' });
  await keys.add(stored);
  await writeFile(file, `${key}\n`, { mode: 0o600 });
  return key;
}
