import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { replaceDurably, writeDurably } from './durable-write.js';

/** What a key is for, in the words of messages. */
export interface KeyKind {
  /** Such as `The ledger's signing key`. */
  readonly name: string;
  /** What cannot be done without it, such as `no checkpoint can be signed`. */
  readonly without: string;
  /** When the one before is needed no more, such as `every checkpoint is signed by the newer one`. */
  readonly replaced: string;
}

/** The key in use, and the one before it while it is being replaced: 32 bytes each. */
export interface KeysInUse {
  readonly current: Buffer;
  readonly previous: Buffer | undefined;
}

/** From texts of 32 bytes in base64. @param origin where they came from, for messages @throws Error that says what it should be */
export function keysFrom(kind: KeyKind, current: string, previous: string | undefined, origin: string): KeysInUse {
  return { current: bytesOf(kind, current, origin), previous: previous === undefined ? undefined : bytesOf(kind, previous, `${origin} (the one before)`) };
}

/** A file of mode 600: the first line is the key, a second one the key before it. */
export class KeyFile {
  constructor(
    private readonly kind: KeyKind,
    readonly path: string,
  ) {}

  /** @throws Error when the file is missing, readable by others, or holds something else */
  async read(): Promise<KeysInUse> {
    const { name, without } = this.kind;
    const { mode } = await stat(this.path).catch((error: NodeJS.ErrnoException) => {
      throw new Error(`${name} ${this.path} cannot be read (${error.code}). Put back the file; without it, ${without}.`, { cause: error });
    });
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) throw new Error(`${name} ${this.path} may be read by others. Close it: chmod 600 ${this.path}`);
    const [current = '', previous] = (await readFile(this.path, 'utf8')).split(/\r?\n/).filter(Boolean);
    return keysFrom(this.kind, current, previous, this.path);
  }

  /** Draws a key and keeps it. @throws Error `EEXIST` when there is one already */
  async make(): Promise<KeysInUse> {
    await writeDurably(this.path, 'wx', `${drawn()}\n`);
    return this.read();
  }

  /** Puts a new key before the one in the file, which stays as the one before it. @throws Error when one is being replaced already, which would be lost; and as `read` */
  async rotate(): Promise<void> {
    const { current, previous } = await this.read();
    if (previous) throw new Error(`${this.path} has two keys already: the one before is still being replaced. Take out its line, the second, when ${this.kind.replaced}, and rotate then.`);
    await replaceDurably(this.path, `${drawn()}\n${current.toString('base64')}\n`);
  }
}

function bytesOf({ name }: KeyKind, text: string, origin: string): Buffer {
  if (!KEY.test(text.trim())) throw new Error(`${name} in ${origin} is not one: it must be 32 bytes in base64 (openssl rand -base64 32).`);
  return Buffer.from(text.trim(), 'base64');
}

const KEY = /^[A-Za-z0-9+/_-]{43}=?$/;
const drawn = () => randomBytes(32).toString('base64');
