import { MemoryKeyRows, PostgresKeyRows, type KeyRows } from '@fieldledger/privacy';
import { startTestPostgres } from './postgres.js';

/** Where keys of persons are kept: each for a suite of its own. */
export const KEYS_KEPT_IN = [['memory'], ['PostgreSQL']] as const;

/** What is kept of keys there while a suite runs, and the address of its PostgreSQL where it has one. */
export function keyRowsForSuite(kind: (typeof KEYS_KEPT_IN)[number][0]): { rows(): KeyRows; url(): string | undefined } {
  let postgres: Awaited<ReturnType<typeof startTestPostgres>> | undefined;
  let rows: KeyRows & { close?(): Promise<void> };
  beforeAll(async () => {
    if (kind === 'PostgreSQL') postgres = await startTestPostgres();
    rows = postgres ? await PostgresKeyRows.open(postgres) : new MemoryKeyRows();
  });
  afterAll(async () => {
    await rows.close?.();
    await postgres?.stop();
  });
  return { rows: () => rows, url: () => postgres?.url };
}
