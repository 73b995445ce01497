import type { DynamicModule, LoggerService } from '@nestjs/common';
import { createHttpApp } from '@fieldledger/http';
import type { EventLog } from '@fieldledger/kernel';
import { openEventLog } from './open-log.js';
import { settings, type Settings } from './settings.js';
import { TracedLog } from './traced-log.js';
import type { OtlpTracing } from './tracing.js';

/** One app as a process of its own: what it was told, what it says, and how it ends. */
export class Service {
  private readonly stops: (() => Promise<unknown>)[] = [];

  constructor(
    readonly name: string,
    readonly settings: Settings,
    /** Where OTEL_EXPORTER_OTLP_ENDPOINT says that somebody wants it. */
    readonly tracing: OtlpTracing | undefined,
  ) {}

  /** A line of JSON for whoever gathers logs. Never a person's data: ids, positions and sentences. */
  readonly tell = (message: string, level: 'info' | 'warn' | 'error' = 'info'): void => {
    process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), app: this.name, level, message })}\n`);
  };

  /** What is opened is closed in the end, the last first. */
  async open<T>(opened: Promise<T>, close: (it: T) => Promise<unknown>): Promise<T> {
    const it = await opened;
    this.stops.push(() => close(it));
    return it;
  }

  /** The event log that the settings name, followed where that is wanted. @throws Unavailable when it does not answer */
  async log(): Promise<EventLog> {
    const log = await this.open(openEventLog(this.settings), (it) => it.close());
    return this.tracing ? new TracedLog(log, this.tracing) : log;
  }

  /** Opens its door: its routes, health, readiness and metrics. */
  async listen(module: DynamicModule, usualPort: number): Promise<string> {
    const app = await this.open(createHttpApp(module, { logger: this.logger(), tracing: this.tracing }), (it) => it.close());
    const address = await app.listen(this.settings.port ?? usualPort, this.settings.host);
    this.tell(`Ready at ${address}.`);
    return address;
  }

  async stop(): Promise<void> {
    for (const each of this.stops.splice(0).reverse()) await each();
    await this.tracing?.close();
  }

  private logger(): LoggerService {
    const say = (level: 'info' | 'warn' | 'error') => (message: unknown, ...more: unknown[]) => this.tell([message, ...more].map((each) => (each instanceof Error ? each.message : String(each))).join(' '), level);
    // What Nest says of its own start is of no use to an operator.
    return { log: () => undefined, warn: say('warn'), error: say('error') };
  }
}

/**
 * Runs an app until it is told to stop: Ctrl-C or SIGTERM ends it in order, with what is under way finished.
 * What is in the way of a start is said in a sentence, and the process ends with 1.
 */
export async function runService(name: string, start: (service: Service) => Promise<void>): Promise<void> {
  let service: Service | undefined;
  const fail = (error: unknown) => {
    process.stderr.write(`${name}: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  };
  const bye = () => {
    service?.tell('Stopping.');
    (service?.stop() ?? Promise.resolve()).then(() => process.exit(0), fail);
  };
  process.once('SIGINT', bye);
  process.once('SIGTERM', bye);
  // Whoever started it over a channel, as the stack does, is gone: nobody would ever stop it.
  if (process.channel) process.once('disconnect', bye);
  try {
    const set = settings(process.env);
    service = new Service(name, set, set.otlpEndpoint === undefined ? undefined : await otlpTracing(name, set.otlpEndpoint));
    await start(service);
  } catch (error) {
    await service?.stop().catch(() => undefined);
    fail(error);
  }
}

/** Loaded only where it is wanted: it is large. */
async function otlpTracing(name: string, endpoint: string): Promise<OtlpTracing> {
  const loaded = await import('./tracing.js');
  return new loaded.OtlpTracing(name, endpoint);
}
