import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fetchKafka, run } from './kafka-home.js';

export interface LocalKafkaOptions {
  readonly dataDirectory: string;
  /** The pom that names the broker's artifacts. */
  readonly pom: string;
  readonly log: (line: string) => void;
  /** What clients are told to call, where that is not the broker itself: a test's proxy stands in between. */
  readonly advertised?: string;
  /** For tests that kill it: the controller forgets a dead broker after 1.5 seconds and not after nine. */
  readonly quickRestart?: boolean;
  /** Started again when it dies. */
  readonly keepRunning?: boolean;
  /** Further listeners, for tests of clients that must say who they are. */
  readonly doors?: readonly KafkaDoor[];
}

/** A listener besides the open one. */
export interface KafkaDoor {
  readonly protocol: 'SASL_PLAINTEXT' | 'SSL';
  readonly port: number;
  /** Lines of its settings, without the listener's name before them. */
  readonly settings: readonly string[];
}

const BEFORE_AGAIN_MS = 1_000;

/** A Kafka broker of our own on loopback: one process that is broker and controller. */
export class LocalKafka {
  /**
   * Fetches, formats and starts it; data of an earlier start is there again.
   * @throws Error with a sentence that says what is in the way
   */
  static async start(options: LocalKafkaOptions): Promise<LocalKafka> {
    const { classPath } = await fetchKafka(options.pom, options.log);
    const folder = resolve(options.dataDirectory, 'kafka');
    mkdirSync(folder, { recursive: true });
    const [port, controller] = await ports(join(folder, 'ports'));
    const kafka = new LocalKafka(folder, classPath, port, options);
    writeFileSync(kafka.settings, settings({ ...options, folder, port, controller }));
    if (!existsSync(join(folder, 'data', 'meta.properties'))) await kafka.format();
    await kafka.endLeftOver();
    await kafka.restart();
    return kafka;
  }

  readonly brokers: string;
  private process: ChildProcess | undefined;
  /** It is to be ended, or was killed by us. */
  private ending = false;

  private constructor(
    private readonly folder: string,
    readonly classPath: string,
    /** Where it listens itself. */
    readonly port: number,
    private readonly options: LocalKafkaOptions,
  ) {
    this.brokers = options.advertised ?? `127.0.0.1:${port}`;
  }

  /** Ends it at once, as a power cut would. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** After a kill: the same broker again. Answers when it takes connections. */
  async restart(): Promise<void> {
    const log = openSync(join(this.folder, 'kafka.log'), 'a');
    // Its own logger says on standard error; quiet but for warnings. Apart, so that Ctrl-C at a terminal does not reach it before those that need it.
    const child = spawn('java', ['-Xmx512m', '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn', '-cp', this.classPath, 'kafka.Kafka', this.settings], { stdio: ['ignore', log, log], detached: true });
    closeSync(log);
    this.process = child;
    writeFileSync(this.pidFile, String(child.pid));
    this.ending = false;
    for (let waited = 0; waited < 60_000; waited += 50) {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`Kafka did not start; ${join(this.folder, 'kafka.log')} says why.`);
      if (await answers(this.port)) {
        // Only one that was up is started again: whoever asked for the start hears of one that never was.
        child.once('exit', () => void (this.options.keepRunning && !this.ending && this.again()));
        return;
      }
      await wait(50);
    }
    await this.kill();
    throw new Error(`Kafka did not answer within a minute; ${join(this.folder, 'kafka.log')} says why.`);
  }

  /** Ends it in order; after 20 seconds at once. */
  async stop(): Promise<void> {
    const late = setTimeout(() => void this.process?.kill('SIGKILL'), 20_000);
    await this.end('SIGTERM');
    clearTimeout(late);
  }

  get pid(): number {
    return this.process!.pid!;
  }

  private get pidFile(): string {
    return join(this.folder, 'kafka.pid');
  }

  /** Ends the broker that a killed process of ours left running on this data; another program with its number is not touched. */
  private async endLeftOver(): Promise<void> {
    const pid = existsSync(this.pidFile) ? Number(readFileSync(this.pidFile, 'utf8')) : 0;
    const isOurs = () => pid > 0 && existsSync(`/proc/${pid}/cmdline`) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(this.settings);
    if (!isOurs()) return;
    this.options.log(`Ending the Kafka that was left running (process ${pid}).`);
    process.kill(pid, 'SIGTERM');
    for (let waited = 0; isOurs() && waited < 20_000; waited += 50) await wait(50);
    if (isOurs()) process.kill(pid, 'SIGKILL');
  }

  private get settings(): string {
    return join(this.folder, 'server.properties');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    this.ending = true;
    const child = this.process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((done) => child.once('exit', done));
    child.kill(signal);
    await gone;
  }

  /** Until it is up again, or is to end. */
  private async again(): Promise<void> {
    this.options.log('Kafka is gone. Starting it again…');
    for (let isUp = false; !isUp; ) {
      await wait(BEFORE_AGAIN_MS);
      if (this.ending) return;
      isUp = await this.restart().then(() => true, (error: Error) => (this.options.log(error.message), false));
    }
  }

  private async format(): Promise<void> {
    // As its own tool draws one, which takes a second: a number of 128 bits that does not look like an option.
    const id = Buffer.concat([Buffer.of(randomInt(0xf8)), randomBytes(15)]).toString('base64url');
    const { code, output } = await run('java', ['-cp', this.classPath, 'kafka.tools.StorageTool', 'format', '--standalone', '-t', id, '-c', this.settings]);
    if (code !== 0) throw new Error(`Kafka could not make its storage: ${output.trim().split('\n').at(-1)}`);
  }
}

interface Settings extends LocalKafkaOptions {
  readonly folder: string;
  readonly port: number;
  readonly controller: number;
}

/** One broker alone: whatever Kafka keeps of its own has one copy, or the first group and the first transaction hang. */
function settings({ folder, port, controller, advertised, quickRestart, doors = [] }: Settings): string {
  const further = doors.map((door) => `,${door.protocol}://127.0.0.1:${door.port}`).join('');
  return [
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.bootstrap.servers=127.0.0.1:${controller}`,
    `listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}${further}`,
    `advertised.listeners=PLAINTEXT://${advertised ?? `127.0.0.1:${port}`}${further}`,
    'controller.listener.names=CONTROLLER',
    `listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT${doors.map(({ protocol }) => `,${protocol}:${protocol}`).join('')}`,
    ...doors.flatMap(({ protocol, settings: its }) => its.map((line) => `listener.name.${protocol.toLowerCase()}.${line}`)),
    'inter.broker.listener.name=PLAINTEXT',
    `log.dirs=${join(folder, 'data').replaceAll('\\', '/')}`,
    'offsets.topic.replication.factor=1',
    'offsets.topic.num.partitions=4',
    'transaction.state.log.replication.factor=1',
    'transaction.state.log.min.isr=1',
    'transaction.state.log.num.partitions=4',
    'share.coordinator.state.topic.replication.factor=1',
    'share.coordinator.state.topic.min.isr=1',
    'group.initial.rebalance.delay.ms=0',
    'auto.create.topics.enable=false',
    ...(quickRestart ? ['broker.session.timeout.ms=1500', 'broker.heartbeat.interval.ms=300', 'group.min.session.timeout.ms=500'] : []),
    '',
  ].join('\n');
}

/** The ports of the last start, or free ones: the broker's and the controller's. */
async function ports(file: string): Promise<[number, number]> {
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as [number, number];
  const [broker, controller] = await Promise.all([freePort(), freePort()]);
  writeFileSync(file, JSON.stringify([broker, controller]));
  return [broker, controller];
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1');
    const say = (is: boolean) => {
      socket.destroy();
      done(is);
    };
    socket.once('connect', () => say(true));
    socket.once('error', () => say(false));
  });
}
