import { KeyEncryptionKey } from '@fieldledger/privacy';
import { settings } from '@fieldledger/settings';

/** Puts a new key-encryption key in place of the one in this machine's data directory. */
export async function rotateEncryptionKey(environment: NodeJS.ProcessEnv, print: (text: string) => void): Promise<void> {
  const { encryptionKey, encryptionKeyFile } = settings(environment);
  if (encryptionKey !== undefined) throw new Error('The key comes from FIELDLEDGER_ENCRYPTION_KEY. Set that to a new one (openssl rand -base64 32), FIELDLEDGER_ENCRYPTION_KEY_PREVIOUS to the one before, and start again.');
  await KeyEncryptionKey.rotate(encryptionKeyFile);
  print(`A new key-encryption key is in ${encryptionKeyFile}, and the one before below it. Start Fieldledger again: it wraps the keys of persons anew, and says when the one before can be taken away.`);
}
