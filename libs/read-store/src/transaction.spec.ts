import { EventEmitter } from 'node:events';
import type { Pool } from 'pg';
import { rolledBack, transaction } from './transaction.js';

describe('a transaction', () => {
  const asked: string[] = [];
  const released: unknown[] = [];
  const client = Object.assign(new EventEmitter(), { query: async (sql: string) => void asked.push(sql), release: (broken: unknown) => void released.push(broken) });
  const pool = { connect: async () => client } as unknown as Pool;
  beforeEach(() => {
    asked.length = 0;
    released.length = 0;
  });
  const both = [['kept', (work: () => Promise<unknown>) => transaction(pool, work)], ['looked at', (work: () => Promise<unknown>) => rolledBack(pool, 'BEGIN', work)]] as const;

  it.each(both)('that is %s is taken back when its work fails, and its connection is used again', async (_, run) => {
    await expect(run(() => Promise.reject(new Error('not so')))).rejects.toThrow('not so');
    expect([asked, released]).toEqual([['BEGIN', 'ROLLBACK'], [undefined]]);
  });

  it.each(both)('that is %s ends no process when its connection is lost between two statements, and gives it up', async (_, run) => {
    const lost = new Error('Connection terminated unexpectedly');
    await run(async () => void client.emit('error', lost));
    expect([released, client.listenerCount('error')]).toEqual([[lost], 0]);
  });

  it.each(both)('that is %s is not asked again when nobody answered, and its connection is given up', async (_, run) => {
    const silent = new Error('Query read timeout');
    await expect(run(() => Promise.reject(silent))).rejects.toBe(silent);
    expect([asked, released]).toEqual([['BEGIN'], [silent]]);
  });
});
