import { KeyFile, keysFrom, type KeyKind, type KeysInUse } from '@fieldledger/key-file';
import { SigningKey } from './note.js';

/** The key that signs now and, while it is being replaced, the one before it. */
export interface SigningKeys {
  readonly current: SigningKey;
  readonly previous: SigningKey | undefined;
  /** Where they came from, for messages. */
  readonly origin: string;
}

const KIND: KeyKind = {
  name: "The ledger's signing key", without: 'no checkpoint can be signed that follows on the earlier ones',
  replaced: 'fieldledger ledger-key prints the newer one first and /health/ready is ready, so that every ledger has been handed over',
};

/** From texts of 32 bytes in base64. @throws Error that says what it should be */
export function signingKeysFrom(current: string, previous: string | undefined, origin: string): SigningKeys {
  return signing(keysFrom(KIND, current, previous, origin), origin);
}

/** The file in which the signing key is kept where it is not given by the environment. */
export const signingKeyFile = (path: string) => new KeyFile(KIND, path);

/** @throws Error when the file is missing, readable by others, or holds something else */
export async function signingKeysIn(path: string): Promise<SigningKeys> {
  return signing(await signingKeyFile(path).read(), path);
}

const signing = ({ current, previous }: KeysInUse, origin: string): SigningKeys => ({ current: SigningKey.fromSeed(current), previous: previous && SigningKey.fromSeed(previous), origin });
