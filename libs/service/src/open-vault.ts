import { access } from 'node:fs/promises';
import { KeyEncryptionKey, PostgresKeyRows, Vault } from '@fieldledger/privacy';
import type { Settings } from './settings.js';

/** The keys of persons, and how to close them. */
export interface OpenVault {
  readonly vault: Vault;
  close(): Promise<void>;
}

/**
 * Opens the vault with the key from the environment or the file; the very first start makes the file.
 * @throws Error with a sentence when the key is missing, malformed, readable by others, or not the right one
 */
export async function openVault(url: string, settings: Settings): Promise<OpenVault> {
  const rows = await PostgresKeyRows.open({ url });
  try {
    return { vault: await Vault.open(rows, await keyOf(rows, settings)), close: () => rows.close() };
  } catch (error) {
    await rows.close();
    throw error;
  }
}

async function keyOf(rows: PostgresKeyRows, { encryptionKey, encryptionKeyFile, encryptionKeyNamed }: Settings): Promise<KeyEncryptionKey> {
  if (encryptionKey !== undefined) return KeyEncryptionKey.fromText(encryptionKey, 'FIELDLEDGER_ENCRYPTION_KEY');
  const isThere = await access(encryptionKeyFile).then(() => true, () => false);
  if (isThere || encryptionKeyNamed) return KeyEncryptionKey.fromFile(encryptionKeyFile);
  if (await rows.isUsed()) {
    throw new Error(`The key-encryption key is missing: personal data in this database is sealed, and there is no ${encryptionKeyFile}. Put the file back, or give the key by FIELDLEDGER_ENCRYPTION_KEY.`);
  }
  return KeyEncryptionKey.make(encryptionKeyFile);
}
