import { startEmbeddedPostgres } from '@fieldledger/embedded-postgres';
import { PostgresEventLog } from '@fieldledger/event-log';
import { nameUuid } from '@fieldledger/kernel';
import { ProjectionRun, Projector, ReadDatabase } from '@fieldledger/read-store';
import { PROJECTIONS } from '@fieldledger/reports';
import { canvassHistory, randomFrom, SEED } from '@fieldledger/testing';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

const EVENTS = Number(process.env['FOLDED_EVENTS'] ?? 8_000);
const KILLS = Number(process.env['KILLS'] ?? 5);
const ORGANIZATIONS = [nameUuid('kills', 'ours'), nameUuid('kills', 'theirs')];
/** Of a canvass: reports of something else have nothing to fold and are at the end at once. */
const FOLDING = PROJECTIONS.filter(({ fold }) => 'ContactAttempted' in fold);

/** A projector in a process of its own, so that it can be killed as the power goes. */
const CHILD = join(import.meta.dirname, 'projector-process.mjs');

describe('reports, while their projector and their database are killed', () => {
  it(`are in the end what a fresh rebuild makes of ${EVENTS} events`, async () => {
    console.log(`SEED=${SEED}`);
    const folder = mkdtempSync(join(tmpdir(), 'fieldledger-kills-'));
    chmodSync(folder, 0o711);
    const dataDirectory = join(folder, 'data');
    const open = () => startEmbeddedPostgres({ dataDirectory, log: () => undefined });
    const postgres = await open();
    let log = await PostgresEventLog.open({ url: postgres.url });
    for (let requests = [], history = canvassHistory({ seed: SEED, events: EVENTS, organizations: ORGANIZATIONS }), next = history.next(); ; next = history.next()) {
      if (!next.done) requests.push(next.value);
      if (requests.length === 1_000 || next.done) await log.append(requests.splice(0));
      if (next.done) break;
    }
    await log.close();

    const upTo = randomFrom(SEED);
    let child = projector(postgres.url);
    const killed = { projector: 0, database: 0 };
    for (let n = 0; n < KILLS; n++) {
      // Each kill finds the reports a little further along, somewhere in a page.
      await folded(postgres.url, (EVENTS * (n + 0.5)) / (KILLS + 1));
      await pause(upTo(20));
      if (upTo(2) === 0) {
        child.kill('SIGKILL');
        await once(child, 'exit');
        child = projector(postgres.url);
        killed.projector++;
      } else {
        // It is started again by itself, and the projector finds it again.
        process.kill(postmaster(dataDirectory), 'SIGKILL');
        killed.database++;
      }
    }
    child.kill('SIGKILL');
    await once(child, 'exit');

    // The last kill may have been the database's.
    while ((await furthest(postgres.url).catch(() => -1)) < 0) await pause(20);
    log = await PostgresEventLog.open({ url: postgres.url });
    const database = await ReadDatabase.open({ url: postgres.url });
    try {
      const end = await log.horizon();
      const before = (await database.checkpoints()).map(({ position }) => position);
      expect(before.some((position) => position > '' && position < end.position)).toBe(true);
      const last = await Projector.start({ database, log, projections: FOLDING, tell: () => undefined });
      while (last.status().length < FOLDING.length || last.status().some(({ state, position }) => state !== 'live' || position < end.position)) {
        expect(last.status().filter(({ state }) => state === 'stopped')).toEqual([]);
        await pause(50);
      }
      await last.stop();
      for (const projection of FOLDING) {
        const run = async (table: string) => ProjectionRun.open({ pool: database.folding, log, projection, table });
        const live = await (await run(`${projection.name}_v${projection.version}`)).digest();
        const again = await run(`${projection.name}_again`);
        await again.catchUp();
        expect([projection.name, await again.digest()]).toEqual([projection.name, live]);
        // A canvass without notes seals nothing.
        if (projection.name !== 'sealed_records') expect(live.rows).toBeGreaterThan(0);
      }
      console.log(`${end.position} folded; ${JSON.stringify(killed)}; when the last was killed the reports stood at ${before.join(', ')}`);
    } finally {
      await database.close();
      await log.close();
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  }, 3_600_000);
});

/** Waits until some report has come so far. */
async function folded(url: string, events: number): Promise<void> {
  for (let position = 0; position < events; await pause(5)) position = await furthest(url).catch(() => 0);
}

async function furthest(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ position: string | null }>('SELECT max(position) AS position FROM read.checkpoints');
    return Number(rows[0]?.position ?? 0);
  } finally {
    await client.end().catch(() => undefined);
  }
}

function projector(url: string): ChildProcess {
  return fork(CHILD, [url], { stdio: 'ignore' });
}

function postmaster(dataDirectory: string): number {
  return Number(readFileSync(join(dataDirectory, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
}
