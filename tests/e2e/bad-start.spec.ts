import { notTested, startEventStoreDouble, startTestPostgres } from '@fieldledger/testing';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { RunningServer, type Finished } from './running-server.js';

describe('a start that cannot succeed says why in a sentence, and ends', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fieldledger-bad-'));
  chmodSync(folder, 0o711);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  /** One that has run before. */
  const made = new RunningServer(join(folder, 'made'));
  beforeAll(async () => {
    await (await made.start()).stop();
  });

  const start = (data: string, environment: NodeJS.ProcessEnv = {}) => new RunningServer(join(folder, data)).runWith({ PORT: '0', ...environment }, 'start');
  /** An app as a process of its own, until it ends. */
  const runApp = async (name: string, environment: NodeJS.ProcessEnv): Promise<Finished> => {
    const { PATH } = process.env;
    const child = spawn(process.execPath, [join(import.meta.dirname, '..', '..', 'apps', name, 'dist', 'main.js')], {
      env: { PATH, PORT: '0', KAFKA_BROKERS: '127.0.0.1:9', FIELDLEDGER_DATA: join(folder, 'app'), ...environment }, stdio: ['ignore', 'pipe', 'pipe'],
    });
    const late = setTimeout(() => child.kill('SIGKILL'), 20_000);
    const said = Promise.all([child.stdout.toArray(), child.stderr.toArray()]);
    const [code] = (await once(child, 'exit')) as [number | null];
    clearTimeout(late);
    const [stdout, stderr] = (await said).map((chunks) => chunks.join(''));
    return { code, stdout, stderr } as Finished;
  };
  /** Whoever gathers logs reads why an app did not start as they read all that it says. */
  const expectLine = ({ code, stdout, stderr }: Finished, app: string, sentence: RegExp) => {
    const last = JSON.parse(stdout.trim().split('\n').at(-1)!) as object;
    expect(last).toEqual({ time: expect.any(String) as string, app, level: 'error', message: expect.stringMatching(sentence) as string });
    expect([code, stderr]).toEqual([1, '']);
  };
  const expectSentence = (finished: Finished, sentence: RegExp) => {
    expect(finished.stderr).toMatch(sentence);
    expect(finished.stderr).not.toMatch(/\n\s+at |node:internal|\[Nest\]/);
    expect(finished.code).toBeGreaterThan(0);
  };

  it('when its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    expectSentence(await start('made', { PORT: String(port) }), new RegExp(`Port ${port} is taken by another program`));
    other.close();
    expect(existsSync(join(folder, 'made', 'fieldledger.lock'))).toBe(false);
  });

  it('when its key-encryption key is gone, is another, or may be read by others', async () => {
    const file = join(folder, 'made', 'encryption.key');
    const key = readFileSync(file, 'utf8');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    rmSync(file);
    expectSentence(await start('made'), /key-encryption key is missing: .* Put the file back/);
    expectSentence(await start('made', { FIELDLEDGER_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64') }), /FIELDLEDGER_ENCRYPTION_KEY is not the one that this database's personal data was sealed with/);
    expectSentence(await start('made', { FIELDLEDGER_ENCRYPTION_KEY: 'secret' }), /must be 32 bytes in base64/);
    writeFileSync(file, key, { mode: 0o644 });
    expectSentence(await start('made'), /may be read by others\. Close it: chmod 600/);
    chmodSync(file, 0o600);
    await (await made.start()).stop();
  }, 60_000);

  it.each([
    ['PORT', { PORT: 'abc' }, /PORT must be a number/],
    ['its host', { HOST: '203.0.113.7' }, /fieldledger: /],
    ['a database that nobody runs', { DATABASE_URL: 'postgres://a:secret@127.0.0.1:1/b' }, /No PostgreSQL answers there/],
    ['a database of no known form', { DATABASE_URL: 'mysql://a:secret@127.0.0.1:1/b' }, /DATABASE_URL/],
  ])('when %s makes no sense', async (_, environment, sentence) => {
    const finished = await start('made', environment);
    expectSentence(finished, sentence);
    expect(finished.stderr).not.toContain('secret');
  });

  it('when a stack would run out of ports, before anything is made', async () => {
    expectSentence(await new RunningServer(join(folder, 'ports')).runWith({ PORT: '65531' }, 'stack'), /PORT is the first of 6 ports that follow one another, so it must be at most 65530; it is 65531\./);
    expect(existsSync(join(folder, 'ports'))).toBe(false);
  });

  it('when nobody answers at the Kafka that a stack is to use, before anything is made', async () => {
    const finished = await new RunningServer(join(folder, 'no-kafka')).runWith({ PORT: '0', KAFKA_BROKERS: '127.0.0.1:1' }, 'stack');
    expectSentence(finished, /The Kafka of KAFKA_BROKERS \(127\.0\.0\.1:1\) cannot be used: .*ECONNREFUSED.* Is it running, and is the address right\? Without KAFKA_BROKERS the stack runs one of its own\./);
    expect(existsSync(join(folder, 'no-kafka'))).toBe(false);
  }, 30_000);

  it('when what listens there is no PostgreSQL and says nothing', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const environment = { DATABASE_URL: `postgres://a:secret@127.0.0.1:${port}/b` };
    const [example, ingest, all] = await Promise.all([runApp('feed-example', environment), runApp('ingest', environment), start('silent', environment)]);
    silent.close();
    expectLine(example, 'feed-example', /^The PostgreSQL of DATABASE_URL cannot be reached: timeout/);
    expectLine(ingest, 'ingest', /^What listens there does not answer as PostgreSQL does, or not in time\. Is DATABASE_URL right\?/);
    expectSentence(all, /fieldledger: What listens there does not answer as PostgreSQL does/);
  }, 30_000);

  it('when what listens there is no PostgreSQL and hangs up', async () => {
    const other = createServer((socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const ingest = await runApp('ingest', { DATABASE_URL: `postgres://a:secret@127.0.0.1:${port}/b` });
    other.close();
    expectLine(ingest, 'ingest', /^PostgreSQL has ended the connection, or what listens there is none\. Is DATABASE_URL right\?$/);
  });

  it('when the data directory lies where no folder can be', async () => {
    writeFileSync(join(folder, 'file'), '');
    for (const place of ['file', 'file/below']) expectSentence(await start(place), /is a file, not a folder/);
    symlinkSync('unplugged', join(folder, 'stick'));
    expectSentence(await start('stick'), /a link in that path leads nowhere/);
    expectSentence(await start('at $5'), /PostgreSQL cannot be in .*at \$5\/postgres: .* Rename the folder/);
  });

  it('when the disk can only be read, or is full', async () => {
    const place = join(folder, 'small');
    mkdirSync(place);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m,mode=711', 'tmpfs', place]);
    if (mounted.status !== 0) return void notTested('a full disk and one that can only be read: this machine lets us mount none');
    try {
      expectSentence(await start('small/data'), /disk is full|No space left/i);
      spawnSync('mount', ['-o', 'remount,ro', place]);
      expectSentence(await start('small/other'), /can only be read/);
    } finally {
      spawnSync('umount', ['-l', place]);
    }
  });

  it('when a newer Fieldledger made the data directory', async () => {
    mkdirSync(join(folder, 'newer', 'postgres'), { recursive: true });
    writeFileSync(join(folder, 'newer', 'postgres', 'PG_VERSION'), '19\n');
    expectSentence(await start('newer'), /holds PostgreSQL 19; this Fieldledger brings 18/);
  });

  it('when its PostgreSQL cannot start on the data, in words of PostgreSQL that say why', async () => {
    const label = join(folder, 'made', 'postgres', 'backup_label');
    writeFileSync(label, 'nonsense');
    expectSentence(await start('made'), /PostgreSQL did not start: .*invalid data in file "backup_label"/);
    rmSync(label);
  }, 60_000);

  describe('on a PostgreSQL of yours', () => {
    let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
    beforeAll(async () => {
      postgres = await startTestPostgres();
    });
    afterAll(() => postgres.stop());
    const execute = async (sql: string) => {
      const client = new pg.Client(postgres.url);
      await client.connect();
      return client.query<Record<string, string>>(sql).finally(() => client.end());
    };
    /** Whoever connects from then on finds it so. */
    const turn = async (setting: string, value: 'on' | 'off') => {
      await execute(`ALTER SYSTEM SET ${setting} = ${value}`);
      await execute('SELECT pg_reload_conf()');
      while ((await execute(`SHOW ${setting}`)).rows[0]![setting] !== value) await pause(10);
    };

    it.each(['fsync', 'full_page_writes', 'synchronous_commit'])('when %s is off', async (setting) => {
      await turn(setting, 'off');
      expectSentence(await start('durable', { DATABASE_URL: postgres.url }), new RegExp(`runs with ${setting} off: .*Turn it on`));
      if (setting === 'fsync') for (const app of ['ingest', 'relay']) expectLine(await runApp(app, { DATABASE_URL: postgres.url }), app, / runs with fsync off/);
      await turn(setting, 'on');
    });

    it('when another program has the port of the reporting service, the fifth of a stack', async () => {
      const other = createServer().listen(0, '127.0.0.1');
      await once(other, 'listening');
      const { port } = other.address() as AddressInfo;
      const example = await runApp('feed-example', { DATABASE_URL: postgres.url, PORT: String(port) });
      other.close();
      expectLine(example, 'feed-example', new RegExp(`^Port ${port} is taken by another program\\. Stop it, or choose another by PORT`));
    });

    it('when it can only be read', async () => {
      await execute(`CREATE ROLE reader SUPERUSER LOGIN PASSWORD 'secret'; ALTER ROLE reader SET default_transaction_read_only = on`);
      const reader = new URL(postgres.url);
      [reader.username, reader.password] = ['reader', 'secret'];
      expectLine(await runApp('ingest', { DATABASE_URL: reader.href }), 'ingest', /^This PostgreSQL can only be read\. Name the one that is written to by DATABASE_URL/);
    });

    it('when the password is wrong, or there is no such database', async () => {
      const wrong = new URL(postgres.url);
      wrong.password = 'nonsense';
      expectSentence(await start('yours', { DATABASE_URL: wrong.href }), /refuses the password of DATABASE_URL/);
      expectSentence(await start('yours', { DATABASE_URL: postgres.url.replace(/\/postgres$/, '/nowhere') }), /Make the database first/);
    });

    it('when it is empty, and the administrator has the key of another, with which nobody were let in', async () => {
      await execute('CREATE DATABASE empty');
      const empty = { DATABASE_URL: postgres.url.replace(/\/postgres$/, '/empty') };
      expectSentence(await start('made', empty), /made\/admin\.key has the key of another database: in this one there is no organization\. Put back the database .* to begin anew, take the file away\./);
      expectLine(await runApp('ingest', { ...empty, FIELDLEDGER_DATA: join(folder, 'made') }), 'ingest', /admin\.key has the key of another database/);
    });

    it('when its log is in it, and an app is told of one in EventStoreDB; and the other way round', async () => {
      const database = async (name: string) => {
        await execute(`CREATE DATABASE ${name}`);
        return { DATABASE_URL: postgres.url.replace(/\/postgres$/, `/${name}`), FIELDLEDGER_DATA: join(folder, name) };
      };
      const [ours, theirs] = [await database('ours'), await database('theirs')];
      const double = await startEventStoreDouble();
      const store = { EVENTSTORE_URL: double.url };
      try {
        const server = new RunningServer(ours.FIELDLEDGER_DATA);
        await server.start({ DATABASE_URL: ours.DATABASE_URL });
        expect((await server.run('import', '--format', 'canvass-csv', '--mapping', 'tests/fixtures/canvass/small-canvass.mapping.json', '--outcomes', join(folder, 'outcomes.csv'), 'tests/fixtures/canvass/small-canvass.csv')).code).toBe(0);
        await server.stop();
        for (const app of ['ingest', 'relay']) expectLine(await runApp(app, { ...ours, ...store }), app, /^The database of DATABASE_URL has an event log of its own, with 19 events, and EVENTSTORE_URL names another/);

        const first = spawn(process.execPath, [join(import.meta.dirname, '..', '..', 'apps', 'ingest', 'dist', 'main.js')], { env: { PATH: process.env.PATH, PORT: '0', ...theirs, ...store }, stdio: ['ignore', 'pipe', 'inherit'] });
        for (let said = ''; !said.includes('Ready at'); ) said += String((await once(first.stdout, 'data'))[0]);
        first.kill('SIGTERM');
        await once(first, 'exit');
        for (const app of ['ingest', 'projector']) expectLine(await runApp(app, theirs), app, /^The database of DATABASE_URL belongs to an event log in EventStoreDB, and EVENTSTORE_URL is not set/);
        expectSentence(await start('theirs', { DATABASE_URL: theirs.DATABASE_URL }), /belongs to an event log in EventStoreDB/);
      } finally {
        await double.stop();
      }
    }, 90_000);

    it('when a newer Fieldledger keeps its log there', async () => {
      const server = new RunningServer(join(folder, 'log'));
      await server.start({ DATABASE_URL: postgres.url });
      await server.stop();
      await execute('UPDATE log.version SET version = 99');
      expectSentence(await start('log', { DATABASE_URL: postgres.url }), /event log of version 99; this program knows up to \d+/);
      await execute('UPDATE log.version SET version = 1');
      await execute(`INSERT INTO read.migrations (timestamp, name) VALUES (9999999999999, 'FromTheFuture')`);
      expectSentence(await start('log', { DATABASE_URL: postgres.url }), /made by a newer Fieldledger/);
      await execute(`DELETE FROM read.migrations WHERE name = 'FromTheFuture'`);
      await execute(`UPDATE read.checkpoints SET version = 7 WHERE projection = 'contact_rates'`);
      expectSentence(await start('log', { DATABASE_URL: postgres.url }), /contact_rates is kept in version 7/);
    });
  });

  it.each([
    [['frobnicate'], /unknown command 'frobnicate'/],
    [['start', '--fast'], /unknown option '--fast'/],
    [['report'], /missing required argument 'name'/],
    [['report', 'contact-rates', '--format', 'xml'], /Allowed choices are table, json, csv/],
    [['import', 'x.csv'], /required option '--format/],
    [['report', 'contact-rates'], /No server is running on/],
  ])('of fieldledger %j', async (words, sentence) => {
    expectSentence(await new RunningServer(join(folder, 'nobody')).runWith({}, ...words), sentence);
  });
});
