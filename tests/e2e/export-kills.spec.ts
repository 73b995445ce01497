import { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { nameUuid } from '@fieldledger/kernel';
import { randomFrom, SEED } from '@fieldledger/testing';
import { verifyBundle } from '@fieldledger/verifier';
import { RunningServer } from './running-server.js';

const KILLS = Number(process.env['EXPORT_KILLS'] ?? 5);
/** One kill in so many is the server's. */
const SERVERS_IN = 8;
/** What says that an export is under way, and what says that it is done: by them a client is killed, before or after. */
const [BEGUN, DONE] = ['export.part.json', 'bundle.json'];

describe('an export, while who fetches it and who serves it are killed', () => {
  const home = mkdtempSync(join(tmpdir(), 'fieldledger-export-kills-'));
  const upTo = randomFrom(SEED);
  let server: RunningServer;
  let keys: string[];
  let knocks = 0;

  beforeAll(async () => {
    console.log(`SEED=${SEED} EXPORT_KILLS=${KILLS}`);
    server = await new RunningServer().start();
    for (let n = 0; n < 4; n++) await knock(500);
    // There is one within a second of the first event.
    while (!(await server.request('GET', '/ledger/checkpoint')).ok) await pause(50);
    keys = (await server.run('ledger-key')).stdout.trim().split('\n');
  }, 120_000);

  afterAll(async () => {
    await server.remove();
    rmSync(home, { recursive: true, force: true });
  });

  async function knock(doors: number): Promise<void> {
    const items = Array.from({ length: doors }, () => {
      const attemptId = nameUuid('export-kills', String(SEED), String(knocks++));
      return { attemptId, voter: { system: 'van', scope: 'OH.myvoters', id: String(upTo(5_000)) }, contactTypeId: 1, inputTypeId: 10, resultCodeId: 14, campaignId: 'c', attemptedAt: '2026-01-10T21:14:05Z' };
    });
    const response = await server.request('POST', '/contact-attempts/batch', { items });
    if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  }

  const findings = async (directory: string) => (await verifyBundle(directory, { keys })).findings;

  it(`is never whole before it is, through ${KILLS} kills, and goes on to what it would have been without them`, async () => {
    const met = { unbegun: 0, torn: 0, done: 0, servers: 0, databases: 0 };
    let [kills, compared] = [0, 0];
    for (let n = 0; kills < KILLS || compared === 0; n++) {
      const out = join(home, String(n));
      let exportId: string | undefined;
      for (let more = 1 + upTo(4); more > 0 && !isDone(out); more--, kills++) {
        const client = server.begin('export', '--out', out);
        const gone = once(client, 'exit');
        await moment(out, client);
        const isClient = upTo(SERVERS_IN) > 0;
        if (isClient) client.kill('SIGKILL');
        else await killServer(met);
        await gone;
        if (!isClient) await server.start();
        exportId = noted(out) ?? exportId;
        met[isDone(out) ? 'done' : existsSync(join(out, BEGUN)) ? 'torn' : 'unbegun']++;
        // A bundle that is whole, and nothing else, is found to be unchanged.
        expect([kills, (await findings(out)).length > 0]).toEqual([kills, !isDone(out)]);
        if (upTo(2) === 0) await knock(1 + upTo(300));
      }
      if (!isDone(out)) expect(await server.run('export', '--out', out)).toMatchObject({ code: 0 });
      expect(await findings(out)).toEqual([]);
      // One that was still being made when the server was killed is gone, and another was begun in its place.
      if (exportId !== undefined && (await server.request('GET', `/exports/${exportId}`)).ok) {
        const uninterrupted = await again(exportId, `${out}-uninterrupted`);
        expect(filesOf(out)).toEqual(filesOf(uninterrupted));
        for (const file of filesOf(out)) expect([file, readFileSync(join(out, file)).equals(readFileSync(join(uninterrupted, file)))]).toEqual([file, true]);
        compared++;
      }
      for (const each of readdirSync(home)) rmSync(join(home, each), { recursive: true });
    }
    console.log(`SEED=${SEED}: ${kills} kills, ${JSON.stringify(met)}; ${compared} bundles compared with uninterrupted ones`);
    expect(met.torn).toBeGreaterThan(0);
  }, 60_000 + KILLS * 20_000);

  it('is whole, too, when it was killed between its last file and the note that it is under way', async () => {
    const out = join(home, 'last');
    expect(await server.run('export', '--out', out)).toMatchObject({ code: 0 });
    writeFileSync(join(out, BEGUN), JSON.stringify({ exportId: await anExport() }));
    expect((await findings(out)).map(({ where }) => where)).toEqual([`"${BEGUN}"`]);
    expect(await server.run('export', '--out', out)).toMatchObject({ code: 0 });
    expect(await findings(out)).toEqual([]);
  });

  /** The same export once more, into another directory. */
  async function again(exportId: string, directory: string): Promise<string> {
    mkdirSync(directory);
    writeFileSync(join(directory, BEGUN), JSON.stringify({ exportId }));
    expect(await server.run('export', '--out', directory)).toMatchObject({ code: 0 });
    return directory;
  }

  const anExport = async () => ((await (await server.request('POST', '/exports')).json()) as { exportId: string }).exportId;

  async function killServer(met: { servers: number; databases: number }): Promise<void> {
    if (upTo(2) === 0) {
      process.kill(Number(readFileSync(join(server.dataDirectory, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL');
      met.databases++;
    }
    await server.stop('SIGKILL');
    met.servers++;
  }

  /** Some moment of an export: while it is made, when it is noted that it is under way, when so many files are there, or when the last is there. */
  async function moment(out: string, client: ChildProcess): Promise<void> {
    const files = 1 + upTo(110);
    const soMany = { hasCome: () => existsSync(out) && filesOf(out).length >= files, orLater: 8 };
    const { hasCome, orLater } = [
      { hasCome: () => existsSync(out), orLater: 80 }, { hasCome: () => existsSync(join(out, BEGUN)), orLater: 20 }, { hasCome: () => existsSync(join(out, DONE)), orLater: 1 }, soMany, soMany, soMany,
    ][upTo(6)]!;
    while (client.exitCode === null && client.signalCode === null && !hasCome()) await pause(1);
    if (orLater > 1) await pause(upTo(orLater));
  }

  const isDone = (out: string) => existsSync(join(out, DONE)) && !existsSync(join(out, BEGUN));
  const noted = (out: string): string | undefined => (existsSync(join(out, BEGUN)) ? (JSON.parse(readFileSync(join(out, BEGUN), 'utf8')) as { exportId: string }).exportId : undefined);
  const filesOf = (directory: string) => readdirSync(directory, { recursive: true, withFileTypes: true }).filter((each) => each.isFile()).map(({ parentPath, name }) => join(parentPath, name).slice(directory.length + 1)).sort();
});
