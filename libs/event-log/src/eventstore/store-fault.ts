import { Unavailable } from '@fieldledger/kernel';

/**
 * What the client means by an error. `lost`: it says nothing about whether the call was carried out. `mistake`: not the
 * store's word at all, but an error of ours.
 */
export type StoreFault = 'wrong-revision' | 'missing' | 'deleted' | 'too-large' | 'bad-request' | 'denied' | 'read-only' | 'lost' | 'mistake';

/** Errors of the client, of gRPC below it, and of the socket below that. Many have an empty message. */
interface ClientError {
  readonly type?: string;
  readonly code?: number | string;
  readonly message?: string;
}

const FAULTS: Readonly<Record<string, StoreFault>> = {
  'wrong-expected-version': 'wrong-revision',
  'stream-not-found': 'missing',
  'stream-deleted': 'deleted',
  'maximum-append-size-exceeded': 'too-large',
  'access-denied': 'denied',
  'not-leader': 'read-only',
};

/** Our own time-out; the client has none for most calls. */
export class Overdue extends Error {}

/** The client was replaced, so a read ended as if it were complete. */
export class Replaced extends Error {}

export function faultOf(error: unknown): StoreFault {
  if (error instanceof Unavailable) return error.slug === 'stopping' ? 'mistake' : 'lost';
  const { type, code, message = '' } = error as ClientError;
  if (type === 'unknown' && /BadRequest/.test(message)) return 'bad-request';
  if (code === 7 || code === 16) return 'denied';
  if (/No leader info/i.test(message)) return 'read-only';
  if (type !== undefined) return FAULTS[type] ?? 'lost';
  const isLost = code !== undefined || error instanceof Overdue || error instanceof Replaced || /^Failed to discover/.test(message);
  return isLost ? 'lost' : 'mistake';
}

/** Codes of gRPC after which the client of 6.2.1 does not connect anew by itself: UNKNOWN, INTERNAL, DATA_LOSS. */
const RUINOUS: readonly unknown[] = [2, 13, 15];

/**
 * Whether a client is of no more use after this error. One without a type was thrown by the question for the server's
 * abilities, whose failed promise the client keeps.
 */
export function ruinsClient(error: unknown): boolean {
  const { type, code } = error as ClientError;
  return typeof code === 'number' && (type === undefined || (type === 'unknown' && RUINOUS.includes(code)));
}

/** What a caller is told when the store did not answer, or not as it should: what is wrong, and what to do. */
export function unavailable(error: unknown): Unavailable {
  return error instanceof Unavailable ? error : new Unavailable('log-unreachable', sentenceFor(error), 1, { cause: error });
}

function sentenceFor(error: unknown): string {
  switch (faultOf(error)) {
    case 'denied':
      return 'EventStoreDB refuses the user name or the password of the connection string, or that user may not read $all. Correct them and start again. With tls=false none are sent.';
    case 'read-only':
      return 'The EventStoreDB node that answered takes no writes at the moment. Name the leader in the connection string, or every node with esdb+discover://.';
    default:
      return sentenceForConnection((error as ClientError).message ?? '');
  }
}

/** A client without TLS at a server with it cannot tell that from a server that is starting; the other way round it can. */
function sentenceForConnection(message: string): string {
  // Node 26 refuses what gRPC 1.14 then asks it for.
  if (/TLS ServerName to an IP address/.test(message)) return 'This Node speaks TLS only to an EventStoreDB that is called by a name. Write its name into the connection string instead of its IP address.';
  if (/wrong version number|EPROTO|ERR_SSL|certificate|self.signed|altname/i.test(message)) {
    return 'EventStoreDB and the connection string disagree about TLS. Write tls=false for a server without it; otherwise name its certificate with tlsCAFile.';
  }
  const hint = /Failed to connect/.test(message) ? ' Something answers at its address; if that is an EventStoreDB with TLS, the connection string must not say tls=false.' : '';
  return `The event log cannot be reached at the moment.${hint}`;
}

/** The answer to a write was lost and the store could not be asked in time. */
export const writeUnknown = (cause: unknown) =>
  new Unavailable('write-unknown', 'The answer to a write was lost. The same request again, with the same ids, finds out.', 1, { cause });
