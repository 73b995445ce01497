import { access } from 'node:fs/promises';
import { FileErasureJournal, KeyEncryptionKey, PostgresKeyRows, PostgresScrubber, Vault, type Scrubber } from '@fieldledger/privacy';
import type { EventLog, Tell } from '@fieldledger/kernel';
import { erasuresFile, type Settings } from '@fieldledger/settings';

/** The keys of persons, and how to close them. */
export interface OpenVault {
  readonly vault: Vault;
  readonly scrubber: Scrubber;
  close(): Promise<void>;
}

/** What the keys are of, and where it is told that erasures had to be applied again. */
export interface VaultOf {
  readonly log: EventLog;
  readonly tell: Tell;
}

/**
 * Opens the vault with the key from the environment or the file; the very first start makes the file. Before anything is
 * served from it, every erasure is applied that the log or the journal has and these keys have not: they may be of a backup.
 * @throws Error with a sentence when the key is missing, malformed, readable by others, or not the right one
 */
export async function openVault(url: string, settings: Settings, { log, tell }: VaultOf): Promise<OpenVault> {
  const rows = await PostgresKeyRows.open({ url });
  try {
    const vault = await Vault.open(rows, await keyOf(rows, settings), new FileErasureJournal(erasuresFile(settings.dataDirectory), tell));
    const { keys, recordedAgain } = await vault.erasures.restore(log);
    if (recordedAgain > 0) tell(`This log is older than ${recordedAgain} of its erasures: they are recorded again.`, 'warn');
    if (keys > 0) tell(`${keys} keys of persons who were erased were still there: they are destroyed.`, 'warn');
    return { vault, scrubber: new PostgresScrubber(url, rows), close: () => rows.close() };
  } catch (error) {
    await rows.close();
    throw error;
  }
}

async function keyOf(rows: PostgresKeyRows, { encryptionKey, previousEncryptionKey, encryptionKeyFile, encryptionKeyNamed }: Settings): Promise<KeyEncryptionKey> {
  if (encryptionKey !== undefined) return KeyEncryptionKey.fromText(encryptionKey, 'FIELDLEDGER_ENCRYPTION_KEY', previousEncryptionKey);
  const isThere = await access(encryptionKeyFile).then(() => true, () => false);
  if (isThere || encryptionKeyNamed) return KeyEncryptionKey.fromFile(encryptionKeyFile);
  if (await rows.isUsed()) {
    throw new Error(`The key-encryption key is missing: personal data in this database is sealed, and there is no ${encryptionKeyFile}. Put the file back, or give the key by FIELDLEDGER_ENCRYPTION_KEY.`);
  }
  return KeyEncryptionKey.make(encryptionKeyFile);
}
