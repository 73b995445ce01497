import type { ClientBase, Pool } from 'pg';

/** @throws whatever the work throws, after rolling back */
export async function transaction<T>(pool: Pool, work: (client: ClientBase) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A connection that is lost in the middle says so here as well as in the statement under way.
  const lost = (error: Error) => (broken = error);
  client.on('error', lost);
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    broken ??= await rollBack(client, error);
    throw error;
  } finally {
    client.off('error', lost);
    client.release(broken);
  }
}

/** For whoever only looks, or tries something out: nothing of the work stays. @param begin such as `BEGIN READ ONLY` */
export async function rolledBack<T>(pool: Pool, begin: string, work: (client: ClientBase) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let failed: unknown;
  try {
    await client.query(begin);
    return await work(client);
  } catch (error) {
    failed = error;
    throw error;
  } finally {
    client.release(await rollBack(client, failed));
  }
}

/** A connection on which nobody answers is not asked again, which would cost another time-out. @returns why it cannot be used any more */
function rollBack(client: ClientBase, failed: unknown): Promise<Error | undefined> {
  if (failed instanceof Error && failed.message === 'Query read timeout') return Promise.resolve(failed);
  return client.query('ROLLBACK').then(() => undefined, (cause: Error) => cause);
}
