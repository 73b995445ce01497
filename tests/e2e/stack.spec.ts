import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { kafkaLacks } from '@fieldledger/local-kafka';
import { notTested } from '@fieldledger/testing';
import { OtlpCollector } from './otlp-collector.js';
import { RunningStack } from './running-stack.js';

const root = join(import.meta.dirname, '..', '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const DATA = '../shared/data/canvass/knocks-2001-three-cities.csv';

const isThere = (command: string) => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
const steady = (text: string) => text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z/g, 'MOMENT').trim();

describe('the stack, each app a process of its own', () => {
  let stack: RunningStack | undefined;
  let collector: OtlpCollector;
  beforeAll(async () => {
    const lacks = await kafkaLacks();
    if (lacks) notTested(`the stack: ${lacks}`);
    collector = await OtlpCollector.start();
    if (!lacks) stack = await RunningStack.start({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint });
  }, 180_000);
  afterAll(async () => {
    await stack?.remove();
    await collector.stop();
    rmSync(join(root, 'knocks-2001.outcomes.csv'), { force: true });
  });

  const run = (command: string) => {
    const { PATH, HOME } = process.env;
    const here = command.replaceAll('./.fieldledger/', `${stack!.dataDirectory}/`);
    return spawnSync('bash', ['-c', here], { cwd: root, encoding: 'utf8', env: { PATH, HOME, FIELDLEDGER_DATA: stack!.dataDirectory } }).stdout;
  };

  it("does the README's session word for word: the same figures from query app, reporting service, SQL and foreign clients", async () => {
    if (!stack) return;
    if (!existsSync(join(root, DATA))) return void notTested(`the README's session with the stack: ${DATA} is absent`);
    const commands = [...readme.matchAll(/^```stack-session\n([^]*?)^```/gm)].flatMap(([, block]) => block!.split(/^\$ /m).slice(1).map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1)] as const));
    expect(commands.length).toBe(6);
    for (const [command, output] of commands) {
      const program = command.split(' ')[0]!;
      if (!isThere(program)) {
        notTested(`the README's session with ${program}: it is not on this machine`);
        continue;
      }
      let said = steady(run(command));
      // What follows the feed is there a moment after the import has answered.
      for (let waited = 0; program !== 'npm' && said !== steady(output) && waited < 20; waited++) {
        await pause(1_000);
        said = steady(run(command));
      }
      expect([command, said]).toEqual([command, steady(output)]);
    }
  }, 300_000);

  it('signs what the query app answers, so that the audit app finds it the same later', async () => {
    if (!stack) return;
    const attempt = { attemptId: '6f9619ff-8b86-4d01-b42d-00cf4fc96411', campaignId: 'receipts', voter: { system: 'van', scope: 'CT', id: '9' }, contactTypeId: 2, inputTypeId: 4, resultCodeId: 14, attemptedAt: '2026-10-03T17:04:05Z', zone: 'America/New_York' };
    const sent = await fetch(`${stack.addresses.ingest}/contact-attempts`, { method: 'POST', headers: { authorization: `Bearer ${stack.key}`, 'content-type': 'application/json' }, body: JSON.stringify(attempt) });
    expect(sent.status).toBe(201);
    const kept = `./.fieldledger/shows`;
    expect(run(`npm run -s fieldledger -- report contact-rates --group-by campaign,day --format csv --receipt ${kept}.receipt > ${kept}.csv; echo $?`).trim()).toBe('0');
    const check = () => run(`npm run -s fieldledger -- receipt check ${kept}.receipt --answer ${kept}.csv 2>&1`);
    let said = check();
    for (let waited = 0; said.includes('is signed yet') && waited < 20; waited++) {
      await pause(500);
      said = check();
    }
    expect(said).toMatch(/^signed       by fieldledger\.local\/[^]*\nfolds        contact_rates version \d+\nequal        [0-9a-f]{64}\n$/);
  }, 60_000);

  it('says where everything is, in a file for its owner alone', () => {
    if (!stack) return;
    const { apps, ...addresses } = stack.addresses;
    expect(addresses).toEqual({
      ingest: apps.ingest, query: apps.query, audit: apps.audit, kafka: expect.stringMatching(/^127\.0\.0\.1:\d+$/), postgres: expect.stringMatching(/^postgres:/), eventLog: 'postgres',
      process: expect.stringMatching(new RegExp(`^${stack.pid} \\d+$`)),
      topics: ['fieldledger.contacts', 'fieldledger.donations', 'fieldledger.volunteering', 'fieldledger.people', 'fieldledger.ledger'],
    });
    expect(Object.keys(apps)).toEqual(['ingest', 'query', 'projector', 'relay', 'feed-example', 'audit']);
    expect(run('stat -c %a ./.fieldledger/stack.json').trim()).toBe('600');
  });

  it('lets every app say that it lives and is ready, and tell metrics to an administrator alone', async () => {
    if (!stack) return;
    for (const [name, address] of Object.entries(stack.addresses.apps)) {
      for (const path of ['/health/live', '/health/ready']) expect([name, path, (await fetch(address + path)).status]).toEqual([name, path, 200]);
      if (name === 'feed-example') {
        expect(await (await fetch(`${address}/metrics`)).text()).toMatch(/^fieldledger_feed_position\{topic="fieldledger\.contacts",partition="\d"\} \d/m);
        continue;
      }
      expect([name, (await fetch(`${address}/metrics`)).status]).toEqual([name, 401]);
      const metrics = await (await fetch(`${address}/metrics`, { headers: { authorization: `Bearer ${stack.key}` } })).text();
      if (name === 'relay') for (const metric of ['position', 'lag', 'lag_seconds', 'failing']) expect(metrics).toMatch(new RegExp(`^fieldledger_relay_${metric} \\d`, 'm'));
      if (name === 'projector') expect(metrics).toMatch(/^fieldledger_projection_position\{projection="contact_rates"\} \d/m);
    }
  });

  it('follows a request from the door through append, relay and projection in one trace', async () => {
    if (!stack) return;
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const attempt = {
      attemptId: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff', campaignId: 'traced', voter: { system: 'van', scope: 'CT', id: '1' }, contactTypeId: 2, inputTypeId: 4, resultCodeId: 14, attemptedAt: '2026-10-03T17:04:05Z', zone: 'America/New_York',
    };
    const { status } = await fetch(`${stack.addresses.ingest}/contact-attempts`, {
      method: 'POST', headers: { authorization: `Bearer ${stack.key}`, 'content-type': 'application/json', traceparent: `00-${traceId}-00f067aa0ba902b7-01` }, body: JSON.stringify(attempt),
    });
    expect(status).toBe(201);
    const mine = () => collector.spans.filter((span) => span.traceId === traceId);
    const wanted = ['ingest POST /contact-attempts', 'ingest append', 'relay relay', 'projector fold contact_rates'];
    for (let waited = 0; waited < 100 && !wanted.every((each) => mine().some(({ app, name }) => `${app} ${name}` === each)); waited++) await pause(100);
    expect(mine().map(({ app, name }) => `${app} ${name}`)).toEqual(expect.arrayContaining(wanted));
    const door = mine().find(({ name }) => name === 'POST /contact-attempts')!;
    expect(door.parentSpanId).toBe('00f067aa0ba902b7');
    for (const { parentSpanId } of mine().filter((span) => span !== door)) expect(parentSpanId).toBe(door.spanId);
    expect(JSON.stringify(collector.spans)).not.toContain('"van"');
  }, 60_000);

  it.each([
    ['ingest', { DATABASE_URL: undefined }, 'DATABASE_URL must name the PostgreSQL of this installation'],
    ['query', { DATABASE_URL: 'postgres://nobody:secret@127.0.0.1:9/none' }, 'No PostgreSQL answers there. Is it running, and is DATABASE_URL right?'],
    ['feed-example', { DATABASE_URL: 'nonsense:secret' }, 'DATABASE_URL must begin with postgres://'],
    ['feed-example', { KAFKA_BROKERS: 'kafka' }, 'KAFKA_BROKERS must be host:port'],
    ['projector', { FIELDLEDGER_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64') }, "The key-encryption key in FIELDLEDGER_ENCRYPTION_KEY is not the one that this database's personal data was sealed with"],
    ['relay', { KAFKA_BROKERS: '' }, 'KAFKA_BROKERS must name the Kafka that the log is copied to'],
    ['relay', { KAFKA_BROKERS: 'kafka' }, 'KAFKA_BROKERS must be host:port'],
    ['relay', { KAFKA_PARTITIONS: 'many' }, 'KAFKA_PARTITIONS must be a number from 1 to 1000'],
    ['ingest', { EVENTSTORE_URL: 'http://127.0.0.1:2113' }, 'EVENTSTORE_URL must begin with esdb://'],
    ['feed-example', { KAFKA_BROKERS: undefined }, 'KAFKA_BROKERS must name the Kafka that carries the feed'],
  ])('%s alone says in a sentence what is wrong: %j', (name, wrong, sentence) => {
    if (!stack) return;
    const { PATH, HOME } = process.env;
    const { postgres, kafka } = stack.addresses;
    const environment = { PATH, HOME, PORT: '0', FIELDLEDGER_DATA: stack.dataDirectory, DATABASE_URL: postgres, KAFKA_BROKERS: kafka, ...wrong };
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'dist', 'apps', name, 'main.js')], { encoding: 'utf8', env: environment, timeout: 30_000 });
    const last = JSON.parse(stdout.trim().split('\n').at(-1)!) as object;
    expect(last).toMatchObject({ app: name, level: 'error', message: expect.stringContaining(sentence) as string });
    expect(stdout).not.toContain('secret');
    expect([status, stderr]).toEqual([1, '']);
  });

  it('leaves no app behind when it is killed, and takes up its data when it is started again', async () => {
    if (!stack) return;
    const apps = ['ingest', 'query', 'projector', 'relay', 'feed-example', 'audit'].map((name) => stack!.pidOf(name)!);
    await stack.killAndStart();
    const isThere = (pid: number) => existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
    for (let waited = 0; apps.some(isThere) && waited < 100; waited++) await pause(200);
    expect(apps.filter(isThere)).toEqual([]);
    expect(stack.output).toMatch(/Ending the Kafka that was left running/);
    const { status } = await fetch(`${stack.addresses.query}/reports/contact-rates?groupBy=campaign`, { headers: { authorization: `Bearer ${stack.key}` } });
    expect(status).toBe(200);
  }, 120_000);

  it('is started again where an app dies, and an app ends in order when it is told to', async () => {
    if (!stack) return;
    const { relay } = stack.addresses.apps;
    process.kill(stack.pidOf('relay')!, 'SIGKILL');
    for (let waited = 0; !/relay ended with SIGKILL; it is started again/.test(stack.output) && waited < 50; waited++) await pause(100);
    expect(stack.output).toContain('relay ended with SIGKILL; it is started again.');
    let lives = false;
    for (let waited = 0; waited < 100 && !lives; waited++) {
      await pause(200);
      lives = await fetch(`${relay}/health/live`).then(({ ok }) => ok, () => false);
    }
    expect(lives).toBe(true);
    await stack.interrupt();
    await stack.remove();
    expect(stack.output).not.toMatch(/ended with (?!SIGKILL; it is started again)|Kafka is gone/);
    stack = undefined;
  }, 60_000);
});
