import { setTimeout as wait } from 'node:timers/promises';
import type { DynamicModule, LoggerService } from '@nestjs/common';
import { checkPostgres } from '@fieldledger/event-log';
import { createHttpApp } from '@fieldledger/http';
import { Unavailable, type EventLog, type Level, type Tell } from '@fieldledger/kernel';
import { openEventLog } from './open-log.js';
import { Openings } from '@fieldledger/process-lock';
import { inPlainWords, needed, settings, type Settings } from '@fieldledger/settings';
import { TracedLog } from './traced-log.js';
import type { OtlpTracing } from './tracing.js';

const ASK_AGAIN_MS = 2_000;

/** A line of JSON for whoever gathers logs. Never a person's data: ids, positions and sentences. */
const tellerOf = (app: string): Tell => (message, level = 'info') => {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), app, level, message })}\n`);
};

/** One app as a process of its own: what it was told, what it says, and how it ends. */
export class Service {
  constructor(
    readonly settings: Settings,
    readonly tell: Tell,
    private readonly openings: Openings,
    /** Where OTEL_EXPORTER_OTLP_ENDPOINT says that somebody wants it. */
    readonly tracing: OtlpTracing | undefined,
  ) {}

  /** What is opened is closed in the end, the last first. */
  open<T>(opened: T | Promise<T>, close: (it: T) => Promise<unknown>): Promise<T> {
    return this.openings.add(opened, close);
  }

  /** The event log that the settings name, followed where that is wanted. @throws Unavailable when it does not answer; Error when the PostgreSQL beside it, or that it is, is not fit */
  async log(): Promise<EventLog> {
    await checkPostgres(needed(this.settings, 'databaseUrl'));
    const log = await this.open(openEventLog(this.settings), (it) => it.close());
    return this.tracing ? new TracedLog(log, this.tracing) : log;
  }

  /** The same for an app that only follows the log: it waits for one that does not answer, and says so. @throws Error when the PostgreSQL is not fit, or the log's address cannot be read */
  async logInTime(): Promise<EventLog> {
    for (let told = ''; ; await wait(ASK_AGAIN_MS)) {
      try {
        return await this.log();
      } catch (error) {
        if (!(error instanceof Unavailable)) throw error;
        const why = inPlainWords(error);
        if (why !== told) this.tell(`Waiting for the event log: ${why}`, 'warn');
        told = why;
      }
    }
  }

  /** Opens its door: its routes, health, readiness and metrics. */
  async listen(module: DynamicModule, usualPort: number): Promise<string> {
    const app = await this.open(createHttpApp(module, { logger: this.logger(), tracing: this.tracing }), (it) => it.close());
    const address = await app.listen(this.settings.port ?? usualPort, this.settings.host);
    this.tell(`Ready at ${address}.`);
    return address;
  }

  private logger(): LoggerService {
    const say = (level: Level) => (message: unknown, ...more: unknown[]) => this.tell([message, ...more].map((each) => (each instanceof Error ? each.message : String(each))).join(' '), level);
    // What Nest says of its own start is of no use to an operator.
    return { log: () => undefined, warn: say('warn'), error: say('error') };
  }
}

/**
 * Runs an app until it is told to stop: Ctrl-C or SIGTERM ends it in order, with what is under way finished.
 * What is in the way of a start or an end is said in a sentence, as a line of its log, and the process ends with 1.
 */
export async function runService(name: string, start: (service: Service) => Promise<void>): Promise<void> {
  const openings = new Openings();
  const tell = tellerOf(name);
  const sayWhy = (error: unknown) => tell(inPlainWords(error), 'error');
  openings.endOnSignals(() => tell('Stopping.'), sayWhy);
  try {
    const set = settings(process.env);
    const tracing = set.otlpEndpoint === undefined ? undefined : await openings.add(otlpTracing(name, set.otlpEndpoint), (it) => it.close());
    await start(new Service(set, tell, openings, tracing));
  } catch (error) {
    await openings.closeAll().catch(() => undefined);
    sayWhy(error);
    process.exit(1);
  }
}

/** Loaded only where it is wanted: it is large. */
async function otlpTracing(name: string, endpoint: string): Promise<OtlpTracing> {
  const loaded = await import('./tracing.js');
  return new loaded.OtlpTracing(name, endpoint);
}
