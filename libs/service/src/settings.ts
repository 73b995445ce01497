import { join, resolve } from 'node:path';

/** What the environment says, read once at the door. */
export interface Settings {
  /** Where everything this installation keeps is kept. */
  readonly dataDirectory: string;
  readonly port: number;
  readonly host: string;
  /** The key that wraps all others, base64; from a file of mode 600 in the data directory where it is not given. */
  readonly encryptionKey: string | undefined;
  readonly encryptionKeyFile: string;
  /** Whether that file was named by somebody: then none is made in its place. */
  readonly encryptionKeyNamed: boolean;
  /** A PostgreSQL that runs already; ours is started where there is none. */
  readonly databaseUrl: string | undefined;
}

/** @throws Error with a sentence when a setting makes no sense */
export function settings(environment: NodeJS.ProcessEnv): Settings {
  const port = Number(environment.PORT ?? 3000);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error(`PORT must be a number from 0 to 65535; it is ${JSON.stringify(environment.PORT)}.`);
  const dataDirectory = resolve(environment.FIELDLEDGER_DATA ?? '.fieldledger');
  return {
    dataDirectory,
    encryptionKey: environment.FIELDLEDGER_ENCRYPTION_KEY,
    encryptionKeyFile: resolve(environment.FIELDLEDGER_ENCRYPTION_KEY_FILE ?? join(dataDirectory, 'encryption.key')),
    encryptionKeyNamed: environment.FIELDLEDGER_ENCRYPTION_KEY_FILE !== undefined,
    port,
    host: environment.HOST ?? '127.0.0.1',
    databaseUrl: environment.DATABASE_URL,
  };
}

/** The files by which the command line finds a server on this machine. */
export const adminKeyFile = (dataDirectory: string) => join(dataDirectory, 'admin.key');
export const serverFile = (dataDirectory: string) => join(dataDirectory, 'server.json');
