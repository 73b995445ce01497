import { Unavailable } from './rejection.js';

/**
 * Whether an error of PostgreSQL means that the connection or the server went away, not that the statement was wrong:
 * classes 08 and 57P0x, 58030 (I/O), 53300 (no more connections), and errors of the socket, which have no SQLSTATE. A
 * TypeError is our own mistake.
 */
export function isDatabaseGone(error: unknown): boolean {
  const code = (error as { readonly code?: unknown }).code;
  if (typeof code !== 'string' || !/^[0-9A-Z]{5}$/.test(code)) return !(error instanceof TypeError);
  return /^(?:08...|57P0.|58030|53300|E[A-Z]{4})$/.test(code);
}

/** Whether the client gave up a statement on which nobody answered, in the words of `pg`, which gives no code with them. Its connection is of no use any more. */
export const isUnanswered = (error: unknown): boolean => error instanceof Error && error.message === 'Query read timeout';

/** The same question to a database, except that whoever asked is told to ask again where it is gone, or full. */
export function askedAgain<Q extends (...given: never[]) => unknown>(ask: Q): Q {
  const asking = async (...given: never[]) => {
    try {
      return await ask(...given);
    } catch (error) {
      const isFull = /^53...$/.test(String((error as { readonly code?: unknown }).code));
      throw isFull || isDatabaseGone(error) ? new Unavailable('log-unreachable', 'The database cannot be reached at the moment.', 1, { cause: error }) : error;
    }
  };
  return asking as unknown as Q;
}
