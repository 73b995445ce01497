import { access } from 'node:fs/promises';
import { signingKeyFile, signingKeysFrom, signingKeysIn, type SigningKeys } from '@fieldledger/ledger';
import type { LedgerSettings } from '@fieldledger/settings';

/**
 * The ledger's signing keys, from the environment or the file; the very first start makes the file. What is given back is
 * asked each time a key is needed, since the one in the file may be replaced meanwhile.
 * @param isUsed whether anything was ever signed here: then no other key is made in the place of a missing one
 * @throws Error with a sentence when the key is missing, malformed or readable by others
 */
export async function openSigningKeys(settings: LedgerSettings, isUsed: () => Promise<boolean>): Promise<() => Promise<SigningKeys>> {
  const { key, keyFile, keyNamed } = settings;
  if (key !== undefined) return signingKeys(settings);
  const isThere = await access(keyFile).then(() => true, () => false);
  if (!isThere && !keyNamed) {
    if (await isUsed()) throw new Error(`The ledger's signing key is missing: checkpoints of this database were signed, and there is no ${keyFile}. Put the file back, or give the key by FIELDLEDGER_LEDGER_KEY.`);
    // Of two processes that start at once, one makes it.
    await signingKeyFile(keyFile).make().catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
  await signingKeysIn(keyFile);
  return signingKeys(settings);
}

/** The same, for whoever never makes one. @throws Error for a key in the environment that is malformed; when asked, as `openSigningKeys` */
export function signingKeys({ key, previousKey, keyFile }: LedgerSettings): () => Promise<SigningKeys> {
  if (key === undefined) return () => signingKeysIn(keyFile);
  const keys = signingKeysFrom(key, previousKey, 'FIELDLEDGER_LEDGER_KEY');
  return async () => keys;
}

/** The origin of an organization's ledger, from the installation's name for its ledgers. */
export const originIn = ({ name }: LedgerSettings) => (organization: string): string => `${name}/${organization}`;
