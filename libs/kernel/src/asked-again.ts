import { Unavailable } from './rejection.js';

/**
 * The same question to a database, except that it fails with Unavailable where the database is gone or going, so that
 * whoever asked is told to ask again.
 */
export function askedAgain<Q extends (...given: never[]) => unknown>(ask: Q): Q {
  const asking = async (...given: never[]) => {
    try {
      return await ask(...given);
    } catch (error) {
      throw isGone(error) ? new Unavailable('log-unreachable', 'The database cannot be reached at the moment.', 1, { cause: error }) : error;
    }
  };
  return asking as unknown as Q;
}

/** Errors of the socket have no SQLSTATE; classes 08, 57P and 53 are the server going, coming or full. A TypeError is our own mistake. */
function isGone(error: unknown): boolean {
  if (error instanceof TypeError) return false;
  const code = (error as { readonly code?: unknown }).code;
  return typeof code !== 'string' || !/^[0-9A-Z]{5}$/.test(code) || /^(?:08...|57P..|53...|58030|E[A-Z]{4})$/.test(code);
}
