import { isUnanswered } from '@fieldledger/kernel';
import type { ClientBase, Pool } from 'pg';

/** @throws whatever the work throws, after rolling back */
export function transaction<T>(pool: Pool, work: (client: ClientBase) => Promise<T>): Promise<T> {
  return held(pool, 'where it fails', async (client) => {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  });
}

/** For whoever only looks, or tries something out: nothing of the work stays. @param begin such as `BEGIN READ ONLY` */
export function rolledBack<T>(pool: Pool, begin: string, work: (client: ClientBase) => Promise<T>): Promise<T> {
  return held(pool, 'always', async (client) => {
    await client.query(begin);
    return work(client);
  });
}

async function held<T>(pool: Pool, takenBack: 'always' | 'where it fails', work: (client: ClientBase) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  let failed: unknown;
  // A connection that is lost in the middle says so here as well as in the statement under way; without a listener the process would end.
  const lost = (error: Error) => (broken = error);
  client.on('error', lost);
  try {
    return await work(client);
  } catch (error) {
    failed = error;
    throw error;
  } finally {
    if (takenBack === 'always' || failed !== undefined) broken ??= await rollBack(client, failed);
    client.off('error', lost);
    client.release(broken);
  }
}

/** A connection on which nobody answers is not asked again, which would cost another time-out. @returns why it cannot be used any more */
function rollBack(client: ClientBase, failed: unknown): Promise<Error | undefined> {
  if (isUnanswered(failed)) return Promise.resolve(failed as Error);
  return client.query('ROLLBACK').then(() => undefined, (cause: Error) => cause);
}
