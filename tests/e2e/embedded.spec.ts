import { notTested, startTestPostgres } from '@fieldledger/testing';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, copyFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { RunningServer } from './running-server.js';

const knock = () => ({
  attemptId: crypto.randomUUID(), voter: { system: 'van', scope: 'OH.myvoters', id: '7' }, contactTypeId: 2, inputTypeId: 14, resultCodeId: 1,
  campaignId: crypto.randomUUID(), attemptedAt: '2025-10-03T21:14:05Z',
});

describe('the embedded profile', () => {
  const server = new RunningServer();
  // It is there already, so that the first start is one that makes everything.
  beforeAll(() => mkdirSync(server.dataDirectory));
  afterAll(() => server.remove());

  /** As the test before has left it, or started again. */
  const running = async () => {
    if (!server.isRunning) await server.start();
  };
  const record = async (attempt: object, by = server) => {
    const answer = await by.request('POST', '/contact-attempts', attempt);
    return { status: answer.status, receipt: (await answer.json()) as { position: string } };
  };
  /** What is counted of an attempt's campaign. */
  const attempts = async (position: string, { campaignId }: ReturnType<typeof knock>, by = server) => {
    const answer = await by.request('GET', `/reports/contact-rates?campaign=${campaignId}&minPosition=${position}`);
    return { status: answer.status, body: (await answer.json()) as { totals: { attempts: number } } };
  };
  const postmaster = (of = server) => Number(readFileSync(join(of.dataDirectory, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
  const isAlive = (pid: number) => existsSync(`/proc/${pid}/stat`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));

  it('keeps everything from one start to the next, and leaves nothing running when it is stopped', async () => {
    await running();
    expect(server.output).toContain('Making a PostgreSQL cluster');
    const attempt = knock();
    const first = await record(attempt);
    const postgres = postmaster();
    expect(statSync(join(server.dataDirectory, 'admin.key')).mode & 0o777).toBe(0o600);
    expect(await server.stop('SIGINT')).toBe(0);
    expect([isAlive(postgres), existsSync(join(server.dataDirectory, 'server.json'))]).toEqual([false, false]);
    expect(server.output).not.toContain('EVENTSTORE_URL');
    await server.start({ EVENTSTORE_URL: 'esdb://127.0.0.1:2113?tls=false' });
    expect(await record(attempt)).toEqual({ status: 200, receipt: first.receipt });
    expect(server.output).toContain('EVENTSTORE_URL is set and nothing is kept there: this one process has its event log in PostgreSQL.');
    expect(await attempts(first.receipt.position, attempt)).toMatchObject({ status: 200, body: { totals: { attempts: 1 } } });
  });

  it('leaves nothing running when its terminal is closed', async () => {
    await running();
    const postgres = postmaster();
    expect(await server.stop('SIGHUP')).toBe(0);
    expect([isAlive(postgres), existsSync(join(server.dataDirectory, 'fieldledger.lock'))]).toEqual([false, false]);
    expect(server.output).not.toContain('HOST');
  });

  it('ends with the shell that npm started it in, which is all that npm ends', async () => {
    await server.stop();
    server.byNpm = true;
    await server.start().finally(() => (server.byNpm = false));
    const { process: named } = JSON.parse(readFileSync(join(server.dataDirectory, 'server.json'), 'utf8')) as { process: string };
    const pid = Number(named.split(' ')[0]);
    const postgres = postmaster();
    process.kill(server.pid, 'SIGTERM');
    for (let waited = 0; isAlive(pid) && waited < 20_000; waited += 100) await pause(100);
    expect([pid === server.pid, isAlive(pid), isAlive(postgres)]).toEqual([false, false, false]);
  });

  it('tells its PostgreSQL none of its keys', async () => {
    const keyed = new RunningServer();
    try {
      await keyed.start({ FIELDLEDGER_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64') });
      const file = `/proc/${postmaster(keyed)}/environ`;
      if (existsSync(file)) expect(readFileSync(file, 'utf8')).not.toContain('FIELDLEDGER');
      expect((await record(knock(), keyed)).status).toBe(201);
    } finally {
      await keyed.remove();
    }
  });

  it('has nothing of a row in the log of its PostgreSQL, where one cannot be stored', async () => {
    await running();
    const written = (file: string) => readFileSync(join(server.dataDirectory, file), 'utf8').trim();
    const client = new pg.Client(`postgres://fieldledger:${written('postgres.password')}@127.0.0.1:${written('postgres.port')}/postgres`);
    await client.connect();
    await client.query('CREATE TABLE public.persons (name text, born date NOT NULL)');
    await expect(client.query('INSERT INTO public.persons (name) VALUES ($1)', ['Quillfeather'])).rejects.toMatchObject({ detail: expect.stringContaining('Quillfeather') });
    await client.end();
    expect(written('postgres.log')).toContain('null value in column "born"');
    expect(written('postgres.log')).not.toContain('Quillfeather');
  });

  it('takes over the PostgreSQL that its killed process left running', async () => {
    await running();
    const attempt = knock();
    const first = await record(attempt);
    const left = postmaster();
    await server.stop('SIGKILL');
    expect(isAlive(left)).toBe(true);
    await server.start();
    expect(postmaster()).toBe(left);
    expect(await record(attempt)).toEqual({ status: 200, receipt: first.receipt });
    await server.stop();
    expect(isAlive(left)).toBe(false);
  });

  it('starts PostgreSQL again when that is killed, and has lost nothing it acknowledged', async () => {
    await running();
    const attempt = knock();
    const first = await record(attempt);
    const killed = postmaster();
    process.kill(killed, 'SIGKILL');
    const meanwhile = { ...attempt, attemptId: crypto.randomUUID() };
    let answer = await server.request('POST', '/contact-attempts', meanwhile);
    if (answer.status !== 201) {
      expect([answer.status, answer.headers.has('retry-after')]).toEqual([503, true]);
      for (let tries = 0; answer.status === 503 && tries < 150; tries++) {
        await pause(200);
        answer = await server.request('POST', '/contact-attempts', meanwhile);
      }
    }
    expect([200, 201]).toContain(answer.status);
    const { position } = (await answer.json()) as { position: string };
    // What it left may have answered at once: its sessions outlive it by a moment.
    const isRestarted = () => existsSync(join(server.dataDirectory, 'postgres', 'postmaster.pid')) && postmaster() !== killed;
    for (let tries = 0; !isRestarted() && tries < 150; tries++) await pause(200);
    expect(isRestarted()).toBe(true);
    for (let tries = 0; (await attempts(position, attempt)).status !== 200 && tries < 50; tries++) await pause(200);
    expect((await attempts(position, attempt)).body.totals.attempts).toBe(2);
    expect(position > first.receipt.position).toBe(true);
    // Whichever report was the last to notice tries again within seconds.
    const ready = async () => (await fetch(`${server.url}/health/ready`)).status;
    for (let tries = 0; (await ready()) !== 200 && tries < 60; tries++) await pause(200);
    expect(await ready()).toBe(200);
  });

  it('starts after both were killed at once', async () => {
    await running();
    const attempt = knock();
    const first = await record(attempt);
    process.kill(server.pid, 'SIGSTOP');
    process.kill(postmaster(), 'SIGKILL');
    await server.stop('SIGKILL');
    await server.start();
    expect(await record(attempt)).toEqual({ status: 200, receipt: first.receipt });
  });

  it('is not kept from starting by the lock of a process whose number was given to another', async () => {
    await running();
    const attempt = knock();
    const { receipt } = await record(attempt);
    await server.stop();
    writeFileSync(join(server.dataDirectory, 'fieldledger.lock'), `${process.pid} 1`);
    await server.start();
    expect((await attempts(receipt.position, attempt)).body.totals.attempts).toBe(1);
  });

  it('leaves another PostgreSQL alone that was given the number of its own', async () => {
    await running();
    await server.stop();
    const other = await startTestPostgres();
    const client = new pg.Client({ connectionString: other.url });
    try {
      await client.connect();
      const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
      copyFileSync(join(rows[0]!.data_directory, 'postmaster.pid'), join(server.dataDirectory, 'postgres', 'postmaster.pid'));
      await server.start();
      expect((await record(knock())).status).toBe(201);
      expect((await client.query('SELECT 1')).rowCount).toBe(1);
    } finally {
      await client.end().catch(() => undefined);
      await other.stop();
    }
  });

  it('tells its password to no other program that was given the number of its PostgreSQL, and listens where that did', async () => {
    await running();
    await server.stop();
    let heard = '';
    // It asks for the password in the clear, which no PostgreSQL of ours does.
    const listener = createServer((socket) => {
      socket.on('error', () => undefined).on('data', (data) => (heard += data.toString('latin1')));
      socket.once('data', () => socket.write(Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3])));
    });
    await once(listener.listen(0, '127.0.0.1'), 'listening');
    try {
      const cluster = join(server.dataDirectory, 'postgres');
      writeFileSync(join(cluster, 'postmaster.pid'), [process.pid, cluster, 0, (listener.address() as AddressInfo).port, '', '127.0.0.1', '', 'ready', ''].join('\n'));
      await server.start();
      expect((await record(knock())).status).toBe(201);
      expect(heard).toBe('');
    } finally {
      listener.close();
    }
  });

  it('does not let two processes work on one data directory', async () => {
    await running();
    const second = await server.run('start');
    expect(second).toMatchObject({ code: 1, stderr: expect.stringMatching(/already running on this data directory \(process \d+\)/) });
    expect((await record(knock())).status).toBe(201);
  });

  it('makes another key when it was killed before the first was written down', async () => {
    await running();
    await server.stop();
    writeFileSync(join(server.dataDirectory, 'admin.key'), '');
    await server.start();
    expect((await record(knock())).status).toBe(201);
  });

  it('works as an ordinary user', async () => {
    if (process.getuid?.() !== 0) return; // Then every other test here is this one.
    const user = 65_534; // nobody, who is no less ordinary than others
    const canRead = spawnSync(process.execPath, ['-e', `require('node:fs').readFileSync(${JSON.stringify(join(import.meta.dirname, 'running-server.ts'))})`], { uid: user, gid: user }).status === 0;
    if (!canRead) {
      notTested('an ordinary user: only root can read this folder');
      return;
    }
    const theirs = new RunningServer();
    mkdirSync(theirs.dataDirectory);
    chownSync(theirs.dataDirectory, user, user);
    theirs.user = user;
    try {
      await theirs.start();
      expect((await record(knock(), theirs)).status).toBe(201);
      expect(statSync(join(theirs.dataDirectory, 'postgres')).uid).toBe(user);
      expect(statSync(join(theirs.dataDirectory, 'admin.key')).uid).toBe(user);
    } finally {
      await theirs.remove();
    }
  });

  it('tells how far each report has come, from the thread in which they are folded', async () => {
    await running();
    const { receipt } = await record(knock());
    const come = new RegExp(`^fieldledger_projection_position\\{projection="contact_rates"\\} ${Number(receipt.position)}$`, 'm');
    const metrics = async () => (await server.request('GET', '/metrics')).text();
    for (let tries = 0; !come.test(await metrics()) && tries < 50; tries++) await pause(100);
    expect(await metrics()).toMatch(come);
    for (const trouble of ['stopped', 'retrying']) expect(await metrics()).toMatch(new RegExp(`^fieldledger_projection_${trouble}\\{projection="contact_rates"\\} 0$`, 'm'));
    expect(await (await fetch(`${server.url}/health/ready`)).json()).toMatchObject({ status: 'ready' });
  });

  describe('as it is told', () => {
    const told = new RunningServer();
    let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
    beforeAll(async () => {
      postgres = await startTestPostgres();
      await told.start({ DATABASE_URL: postgres.url, HOST: '0.0.0.0' });
    });
    afterAll(async () => {
      await told.remove();
      await postgres.stop();
    });

    it('uses a PostgreSQL that runs already, and starts none of its own', async () => {
      const attempt = knock();
      const { receipt } = await record(attempt, told);
      expect((await attempts(receipt.position, attempt, told)).body.totals.attempts).toBe(1);
      expect(existsSync(join(told.dataDirectory, 'postgres'))).toBe(false);
    });

    it('says so where other machines can reach it', async () => {
      for (let tries = 0; !told.output.includes('TLS') && tries < 50; tries++) await pause(100);
      expect(told.output).toMatch(/HOST is 0\.0\.0\.0: other machines can reach this one/);
    });
  });

  it('is found by the command line through its address and a key', async () => {
    await running();
    const attempt = knock();
    await record(attempt);
    const elsewhere = new RunningServer();
    const found = await elsewhere.runWith({ FIELDLEDGER_URL: server.url, FIELDLEDGER_KEY: server.key }, 'report', 'contact-rates', '--where', `campaign=${attempt.campaignId}`, '--format', 'json');
    expect(JSON.parse(found.stdout)).toMatchObject({ report: 'contact-rates', totals: { attempts: 1 } });
    expect(await elsewhere.runWith({ FIELDLEDGER_URL: server.url, FIELDLEDGER_KEY: 'fl_000000000000_wrong' }, 'report', 'contact-rates')).toMatchObject({ code: 1, stderr: expect.stringContaining('key') });
    for (const address of ['127.0.0.1:3000', 'nonsense', 'http://']) {
      expect(await elsewhere.runWith({ FIELDLEDGER_URL: address, FIELDLEDGER_KEY: server.key }, 'report', 'contact-rates')).toMatchObject({ code: 1, stderr: 'fieldledger: FIELDLEDGER_URL must begin with http:// or https://, such as http://127.0.0.1:3000.\n' });
    }
    expect(await elsewhere.runWith({ FIELDLEDGER_URL: 'http://127.0.0.1:1', FIELDLEDGER_KEY: server.key }, 'report', 'contact-rates')).toMatchObject({ code: 1, stderr: expect.stringContaining('does not answer') });
  });

  it('is asked by the command line with no option twice, where only one would count', async () => {
    const twice = (...words: string[]) => new RunningServer().runWith({}, ...words);
    expect(await twice('report', 'contact-rates', '--group-by', 'day', '--group-by', 'campaign')).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining("'--group-by <dimensions>' is given twice") });
    expect(await twice('import', '--format', 'mobilize', '--format', 'van-signups', 'x')).toMatchObject({ code: 1, stderr: expect.stringContaining("'--format <name>' is given twice") });
    expect(await twice('report', 'contact-rates', '--where', 'day=2026-10-03', '--where', 'campaign=c')).toMatchObject({ code: 1, stderr: expect.not.stringContaining('twice') });
  });
});
