import { randomBytes } from 'node:crypto';
import { KeyEncryptionKey, MemoryKeyRows, Vault } from '@fieldledger/privacy';

/** A vault whose keys are gone when the spec is over. */
export function trialVault(): Promise<Vault> {
  return Vault.open(new MemoryKeyRows(), KeyEncryptionKey.fromText(randomBytes(32).toString('base64'), 'the spec'));
}
