import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { goProgram, run } from '../foreign/programs.js';
import { RunningServer } from './running-server.js';

const attempt = () => ({
  attemptId: randomUUID(), voter: { system: 'van', scope: 'OH.myvoters', id: '1044321' }, contactTypeId: 2, inputTypeId: 14, resultCodeId: 1,
  campaignId: 'columbus-2026', attemptedAt: '2026-10-03T17:14:05-04:00', zone: 'America/New_York',
});

interface Witness {
  readonly url: string;
  readonly vkey: string;
  readonly process: ChildProcess;
}

/** In Go, of transparency-dev: a witness; in Go, of Filippo Valsorda: a client that follows a ledger over HTTP. */
describe('a ledger that a witness of others signs, read by a program of others', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'fieldledger-witness-'));
  const witnesses: Witness[] = [];
  let programs: { readonly reader: string; readonly witness: string } | undefined;
  let server: RunningServer;
  let vkey: string;

  beforeAll(async () => {
    const [reader, witness] = [await goProgram('reader', scratch, 'a reader of others on our ledger over HTTP'), await goProgram('witness', scratch, 'a witness of others on our ledger')];
    if (!reader || !witness) return;
    programs = { reader, witness };
    server = await new RunningServer().start();
    await knocks(300);
    await grown('');
    vkey = (await (await server.request('GET', '/ledger/keys')).text()).trim();
  }, 300_000);
  afterAll(async () => {
    for (const { process } of witnesses) process.kill();
    await server?.remove();
    rmSync(scratch, { recursive: true, force: true });
  });

  const knocks = async (count: number) => expect((await server.request('POST', '/contact-attempts/batch', { items: Array.from({ length: count }, attempt) })).status).toBe(201);
  const read = (...vkeys: string[]) => run(programs!.reader, [`${server.url}/ledger/`, server.key, ...vkeys]);
  const witnessed = async (): Promise<Witness> => {
    await server.stop();
    const witness = await startWitness(programs!.witness, vkey);
    witnesses.push(witness);
    await server.start({ FIELDLEDGER_WITNESS_URL: witness.url, FIELDLEDGER_WITNESS_KEY: witness.vkey });
    return witness;
  };
  const checkpoint = async () => {
    const answer = await server.request('GET', '/ledger/checkpoint');
    return answer.ok ? answer.text() : '';
  };
  const grown = async (from: string) => {
    for (const deadline = Date.now() + 20_000; Date.now() < deadline; await pause(100)) if ((await checkpoint()) !== from) return true;
    return false;
  };

  it('is followed over HTTP: every entry, entries by themselves, receipts', async () => {
    if (!programs) return;
    expect(await read(vkey)).toEqual({ code: 0, said: '{"receipts":10,"size":300}\n' });
  });

  it('is signed by the witness as it grows, which whoever asks for it sees', async () => {
    if (!programs) return;
    const before = await checkpoint();
    const { vkey: witness } = await witnessed();
    expect(await read(vkey, witness)).toMatchObject({ code: 1, said: expect.stringContaining('checkpoint') });
    await knocks(220);
    expect(await grown(before)).toBe(true);
    expect(await read(vkey, witness)).toEqual({ code: 0, said: '{"receipts":16,"size":520}\n' });
    const [bundle, key, others] = ['bundle', 'ledger.vkey', 'witness.vkey'].map((name) => join(scratch, name)) as [string, string, string];
    writeFileSync(key, `${vkey}\n`);
    writeFileSync(others, `${witness}\n`);
    await server.run('export', '--out', bundle);
    expect(await server.run('verify', bundle, '--key', key, '--witness', others)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^checked +the cosignature of witness\.example\/w\+/m) });
  }, 60_000);

  it('grows no further while the witness is gone, says so, and goes on with one that has seen it last', async () => {
    if (!programs) return;
    const { process } = witnesses.at(-1)!;
    const [before, gone] = [await checkpoint(), once(process, 'exit')];
    process.kill();
    await gone;
    await knocks(1);
    await pause(2_500);
    expect(await checkpoint()).toBe(before);
    const ready = await fetch(`${server.url}/health/ready`);
    expect([ready.status, await ready.text()]).toEqual([503, expect.stringContaining('No checkpoint is signed')]);
    const { vkey: witness } = await witnessed();
    expect(await grown(before)).toBe(true);
    expect(await read(vkey, witness)).toEqual({ code: 0, said: '{"receipts":16,"size":521}\n' });
  }, 60_000);
});

async function startWitness(program: string, vkey: string): Promise<Witness> {
  const process = spawn(program, [vkey], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = (await once(process.stdout, 'data')) as [Buffer];
  return { ...(JSON.parse(String(line)) as { url: string; vkey: string }), process };
}
