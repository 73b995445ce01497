import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { KeyFile, keysFrom, type KeysInUse } from '@fieldledger/key-file';

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
    return KeyEncryptionKey.of(keysFrom(KIND, text, previous, origin), origin);
  }

  /** @throws Error when the file is missing, readable by others, or holds something else */
  static async fromFile(path: string): Promise<KeyEncryptionKey> {
    return KeyEncryptionKey.of(await new KeyFile(KIND, path).read(), path);
  }

  /** Draws a key and keeps it in a file of mode 600. @throws Error when there is one already */
  static async make(path: string): Promise<KeyEncryptionKey> {
    return KeyEncryptionKey.of(await new KeyFile(KIND, path).make(), path);
  }

  /** Puts a new key before the one in the file, which stays as the one before it. Whoever opens the keys of persons sees it at the next start. @throws Error when one is being replaced already */
  static async rotate(path: string): Promise<void> {
    await new KeyFile(KIND, path).rotate();
  }

  private static of({ current, previous }: KeysInUse, origin: string): KeyEncryptionKey {
    return new KeyEncryptionKey(current, origin, previous && new KeyEncryptionKey(previous, origin));
  }

  /** Whether it replaces another. */
  get isReplacing(): boolean {
    return this.previous !== undefined;
  }

  /** A secret of its own for something that need not outlive this key. */
  secretFor(purpose: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.bytes, '', purpose, 32));
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

const KIND = { name: 'The key-encryption key', without: 'sealed names and addresses cannot be read', replaced: 'the server has said that every key is wrapped anew' };
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
