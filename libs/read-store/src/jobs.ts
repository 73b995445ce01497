import { randomUUID } from 'node:crypto';
import { Unavailable } from '@fieldledger/kernel';
import { Turns } from './turns.js';

/** How many jobs that are over are still told of. */
const REMEMBERED = 100;
/** So many an organization may have under way or waiting: every report at two moments. Whoever may only look keeps no other organization waiting for hours. */
const MOST_UNDER_WAY = 50;

/** Work that somebody asked for: it goes on whether they wait or not. */
export class Job<About> {
  readonly id = randomUUID();
  readonly startedAt = new Date().toISOString();
  /** Fails with what the job failed with. */
  readonly ended: Promise<void>;
  private readonly stopping = new AbortController();
  private isAt: 'waiting' | 'working' | 'finished' | 'cancelled' | 'failed' = 'waiting';
  private failure: string | undefined;
  private over = Infinity;

  constructor(
    readonly organization: string,
    readonly about: About,
    turns: Turns,
    work: (job: Job<About>) => Promise<void>,
  ) {
    this.ended = this.run(turns, work);
    this.ended.catch(() => undefined);
  }

  get signal(): AbortSignal {
    return this.stopping.signal;
  }

  get state(): typeof this.isAt {
    return this.isAt;
  }

  /** What it failed with, in a sentence. */
  get error(): string | undefined {
    return this.failure;
  }

  get isUnderWay(): boolean {
    return this.over === Infinity;
  }

  /** For so long it is over, milliseconds. */
  get overForMs(): number {
    return Date.now() - this.over;
  }

  cancel(): void {
    this.stopping.abort();
  }

  private async run(turns: Turns, work: (job: Job<About>) => Promise<void>): Promise<void> {
    try {
      if (await turns.take(this.signal)) {
        this.isAt = 'working';
        await work(this).finally(() => turns.give());
      }
      this.signal.throwIfAborted();
      this.isAt = 'finished';
    } catch (error) {
      this.isAt = this.signal.aborted ? 'cancelled' : 'failed';
      if (this.isAt === 'failed') this.failure = (error as Error).message;
      throw error;
    } finally {
      this.over = Date.now();
    }
  }
}

/** The jobs of this process, of any organization: so many at once, the others in turn. */
export class Jobs<About> {
  private readonly jobs = new Map<string, Job<About>>();
  private readonly turns: Turns;

  constructor(atOnce: number) {
    this.turns = new Turns(atOnce);
  }

  /** @throws Unavailable `overloaded` where the organization has too many under way */
  begin(organization: string, about: About, work: (job: Job<About>) => Promise<void>): Job<About> {
    if (this.of(organization).filter(({ isUnderWay }) => isUnderWay).length >= MOST_UNDER_WAY) {
      throw new Unavailable('overloaded', `This organization has ${MOST_UNDER_WAY} of these under way or waiting. Let one come to its end, or cancel one, and ask again.`, 5);
    }
    for (const [id, job] of this.jobs) if (this.jobs.size > REMEMBERED && !job.isUnderWay) this.jobs.delete(id);
    const job = new Job(organization, about, this.turns, work);
    this.jobs.set(job.id, job);
    return job;
  }

  /** Those of an organization that are under way, and the last that are over. */
  of(organization: string): Job<About>[] {
    return [...this.jobs.values()].filter((job) => job.organization === organization);
  }

  /** False where this organization has no such job under way. */
  async cancel(organization: string, id: string): Promise<boolean> {
    const job = this.of(organization).find((it) => it.id === id && it.isUnderWay);
    if (!job) return false;
    job.cancel();
    await job.ended.catch(() => undefined);
    return true;
  }

  /** Ends what is under way. */
  async close(): Promise<void> {
    for (const job of this.jobs.values()) job.cancel();
    await Promise.allSettled([...this.jobs.values()].map(({ ended }) => ended));
  }
}
