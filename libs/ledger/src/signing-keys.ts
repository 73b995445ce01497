import { open, readFile, rename, stat } from 'node:fs/promises';
import { SigningKey } from './note.js';

/** The key that signs now and, while it is being replaced, the one before it. */
export interface SigningKeys {
  readonly current: SigningKey;
  readonly previous: SigningKey | undefined;
  /** Where they came from, for messages. */
  readonly origin: string;
}

const SEED = /^[A-Za-z0-9+/]{43}=$/;

/** From texts of 32 bytes in base64. @throws Error that says what it should be */
export function signingKeysFrom(current: string, previous: string | undefined, origin: string): SigningKeys {
  return { current: keyFrom(current, origin), previous: previous === undefined ? undefined : keyFrom(previous, `${origin} (the one before)`), origin };
}

/** The first line is the key, a second one the key before it. @throws Error when the file is missing, readable by others, or holds something else */
export async function signingKeysIn(path: string): Promise<SigningKeys> {
  const { mode } = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`The ledger's signing key ${path} cannot be read (${error.code}). Put back the file; without it no checkpoint can be signed that follows on the earlier ones.`, { cause: error });
  });
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) throw new Error(`The ledger's signing key ${path} may be read by others. Close it: chmod 600 ${path}`);
  const [current = '', previous] = (await readFile(path, 'utf8')).split('\n').filter(Boolean);
  return signingKeysFrom(current, previous, path);
}

/** Draws a key and keeps it in a file of mode 600. @throws Error when there is one already */
export async function makeSigningKey(path: string): Promise<SigningKeys> {
  await write(path, 'wx', `${SigningKey.drawSeed().toString('base64')}\n`);
  return signingKeysIn(path);
}

/** Puts a new key before the one in the file, which stays as the one before it. Whoever signs sees it at the next checkpoint. */
export async function rotateSigningKey(path: string): Promise<void> {
  await signingKeysIn(path);
  const [current] = (await readFile(path, 'utf8')).split('\n').filter(Boolean);
  await write(`${path}.new`, 'w', `${SigningKey.drawSeed().toString('base64')}\n${current}\n`);
  await rename(`${path}.new`, path);
}

async function write(path: string, flags: string, text: string): Promise<void> {
  const file = await open(path, flags, 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

function keyFrom(text: string, origin: string): SigningKey {
  if (!SEED.test(text.trim())) throw new Error(`The ledger's signing key in ${origin} is not one: it must be 32 bytes in base64 (openssl rand -base64 32).`);
  return SigningKey.fromSeed(Buffer.from(text.trim(), 'base64'));
}
