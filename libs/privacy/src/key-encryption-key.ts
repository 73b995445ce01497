import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { readFile, rename, stat, writeFile } from 'node:fs/promises';

/** The key that wraps all others. It lives outside the database: in a file that only its owner may read, or in the environment. */
export class KeyEncryptionKey {
  private constructor(
    private readonly bytes: Buffer,
    /** Where it came from, for messages. */
    readonly origin: string,
    /** The one that it replaces: it unwraps, and wraps nothing any more. */
    private readonly previous?: KeyEncryptionKey,
  ) {}

  /** From texts of 32 bytes in base64. @throws Error that says what it should be */
  static fromText(text: string, origin: string, previous?: string): KeyEncryptionKey {
    const bytes = Buffer.from(text.trim(), 'base64');
    if (bytes.length !== 32 || !/^[A-Za-z0-9+/_-]{43}=?$/.test(text.trim())) {
      throw new Error(`The key-encryption key in ${origin} is not one: it must be 32 bytes in base64 (openssl rand -base64 32).`);
    }
    return new KeyEncryptionKey(bytes, origin, previous === undefined ? undefined : KeyEncryptionKey.fromText(previous, `${origin} (the one before)`));
  }

  /** The first line is the key, a second one the key before it. @throws Error when the file is missing, readable by others, or holds something else */
  static async fromFile(path: string): Promise<KeyEncryptionKey> {
    const { mode } = await stat(path).catch((error: NodeJS.ErrnoException) => {
      throw new Error(`The key-encryption key ${path} cannot be read (${error.code}). Put back the file; without it, sealed names and addresses cannot be read.`, { cause: error });
    });
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) throw new Error(`The key-encryption key ${path} may be read by others. Close it: chmod 600 ${path}`);
    const [text = '', previous] = await linesOf(path);
    return KeyEncryptionKey.fromText(text, path, previous);
  }

  /** Draws a key and keeps it in a file of mode 600. @throws Error when there is one already */
  static async make(path: string): Promise<KeyEncryptionKey> {
    await writeFile(path, `${draw()}\n`, { mode: 0o600, flag: 'wx', flush: true });
    return KeyEncryptionKey.fromFile(path);
  }

  /** Puts a new key before the one in the file, which stays as the one before it. Whoever opens the keys of persons sees it at the next start. @throws Error when one is being replaced already */
  static async rotate(path: string): Promise<void> {
    if ((await KeyEncryptionKey.fromFile(path)).isReplacing) throw new Error(`${path} has two keys already: the one before is still being replaced. Take out its line when the server has said that every key is wrapped anew, and rotate then.`);
    const [text] = await linesOf(path);
    await writeFile(`${path}.new`, `${draw()}\n${text}\n`, { mode: 0o600, flush: true });
    await rename(`${path}.new`, path);
  }

  /** Whether it replaces another. */
  get isReplacing(): boolean {
    return this.previous !== undefined;
  }

  /** A key wrapped for one purpose, AES-256-GCM under a random nonce; it unwraps for that purpose only. */
  wrap(key: Buffer, purpose: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.bytes, nonce);
    cipher.setAAD(Buffer.from(purpose));
    return Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
  }

  /** @throws Error when it was wrapped by another key than this and the one before it, or for another purpose */
  unwrap(wrapped: Buffer, purpose: string): Buffer {
    try {
      return this.opened(wrapped, purpose);
    } catch (error) {
      if (!this.previous) throw error;
      return this.previous.opened(wrapped, purpose);
    }
  }

  /** The same key wrapped by this one, where the one before it has wrapped it. */
  rewrapped(wrapped: Buffer, purpose: string): Buffer | undefined {
    try {
      this.opened(wrapped, purpose);
      return undefined;
    } catch (error) {
      if (!this.previous) throw error;
      return this.wrap(this.previous.opened(wrapped, purpose), purpose);
    }
  }

  private opened(wrapped: Buffer, purpose: string): Buffer {
    const decipher = createDecipheriv('aes-256-gcm', this.bytes, wrapped.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(purpose));
    decipher.setAuthTag(wrapped.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(wrapped.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
  }
}

const linesOf = async (path: string) => (await readFile(path, 'utf8')).split(/\r?\n/).filter(Boolean);
const draw = () => randomBytes(32).toString('base64');
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
