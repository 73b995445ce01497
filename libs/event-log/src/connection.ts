import { Unavailable } from '@fieldledger/kernel';
import type { ClientConfig } from 'pg';

/** Every column comes as PostgreSQL's own text: what is needed is converted where it is used, and nothing else. */
const AS_TEXT = { getTypeParser: () => (raw: string) => raw } as unknown as ClientConfig['types'];

/** Session settings of every connection to the log. Plans must not turn to scanning whatever the table's size. */
const SESSION = '-c TimeZone=UTC -c DateStyle=ISO -c plan_cache_mode=force_generic_plan -c jit=off';
const BY_INDEX = '-c enable_seqscan=off -c enable_bitmapscan=off -c enable_sort=off';

/**
 * A little after a server should have given a statement up: one that is frozen, or whose machine is gone without a word,
 * keeps none of its own times.
 */
export const READ_GIVEN_UP_MS = 65_000;
export const NEVER_GIVEN_UP = 0;
const APPEND_GIVEN_UP_MS = 20_000;

/** A connection that reads. */
export function readerConfig(url: string): ClientConfig {
  return { connectionString: url, types: AS_TEXT, options: `${SESSION} ${BY_INDEX} -c statement_timeout=60s`, connectionTimeoutMillis: 5_000, keepAlive: true };
}

/** The connection that appends; a batch that hangs gives the head's lock up, so that others are not kept from it. */
export function writerConfig(url: string): ClientConfig {
  return {
    connectionString: url,
    types: AS_TEXT,
    options: `${SESSION} -c statement_timeout=15s -c lock_timeout=10s -c idle_in_transaction_session_timeout=10s`,
    query_timeout: APPEND_GIVEN_UP_MS,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  };
}

/** Whether a statement was given up before it did anything: it waited too long, or met a deadlock. */
export function isGivenUp(error: unknown): boolean {
  return /^(?:57014|55P03|40001|40P01|53...)$/.test(String((error as { code?: unknown }).code));
}

/** What a reader is told when the database did not answer. */
export const unreachable = (cause: unknown) =>
  new Unavailable('log-unreachable', 'The event log cannot be reached at the moment.', 1, { cause });
