import { setTimeout as wait } from 'node:timers/promises';

/** How soon it is seen that the shell of npm is gone. */
const LOOK_EVERY_MS = 500;
/** How long a start that is called off waits for what it has begun to open. */
const LONGEST_OPENING_MS = 20_000;

/** What a process has opened: closed in the end, the last first, whether a signal ends it or a start that failed. */
export class Openings {
  private readonly closes: (() => Promise<unknown>)[] = [];
  private readonly underWay = new Set<Promise<unknown>>();
  private closing: Promise<void> | undefined;

  /** What is opened here is closed in the end. While all is closed, nobody goes on with what was opened meanwhile. */
  async add<T>(opened: T | Promise<T>, close: (it: T) => Promise<unknown>): Promise<T> {
    const adding = Promise.resolve(opened).then((it) => {
      this.closes.push(() => close(it));
      return it;
    });
    this.underWay.add(adding);
    const it = await adding.finally(() => this.underWay.delete(adding));
    return this.closing ? new Promise<never>(() => undefined) : it;
  }

  /** One that fails keeps none before it open, and whoever asks again while it closes waits for the same. @throws whatever the first of those that fail throws */
  closeAll(): Promise<void> {
    this.closing ??= this.closeInOrder().finally(() => (this.closing = undefined));
    return this.closing;
  }

  private async closeInOrder(): Promise<void> {
    // Of what is being opened nobody else would know: a PostgreSQL of our own would run on.
    if (this.underWay.size > 0) await Promise.race([Promise.allSettled(this.underWay), wait(LONGEST_OPENING_MS, undefined, { ref: false })]);
    const failed: unknown[] = [];
    for (const each of this.closes.splice(0).reverse()) await each().catch((error: unknown) => failed.push(error));
    if (failed.length > 0) throw failed[0];
  }

  /**
   * Ends the process in order at Ctrl-C, at SIGTERM, when its terminal is closed, and when whoever started it over a channel is gone, for nobody else
   * would ever stop it; so too when npm's shell is gone, which is all that npm ends when it is told to. To be called first:
   * also a start that takes long can be called off. A second signal hurries nothing: at a terminal Ctrl-C reaches every
   * process, and whoever started this one sends its own after that.
   * @param sayWhy what is in the way of an end in order; the process ends with 1 then
   */
  endOnSignals(say: () => void, sayWhy: (error: unknown) => void): void {
    let isEnding = false;
    const bye = () => {
      if (isEnding) return;
      isEnding = true;
      say();
      this.closeAll().then(
        () => process.exit(0),
        (error: unknown) => {
          sayWhy(error);
          process.exit(1);
        },
      );
    };
    process.on('SIGINT', bye);
    process.on('SIGTERM', bye);
    process.on('SIGHUP', bye);
    if (process.channel) process.once('disconnect', bye);
    const shell = process.ppid;
    if (process.env['npm_lifecycle_event'] !== undefined) setInterval(() => process.ppid !== shell && bye(), LOOK_EVERY_MS).unref();
  }
}
