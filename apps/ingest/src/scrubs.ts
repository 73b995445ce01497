import { Rejection, Unavailable, type EventLog, type Tell } from '@fieldledger/kernel';
import type { Scrubbed, Scrubber } from '@fieldledger/privacy';
import { Jobs, type Job } from '@fieldledger/read-store';

/** Under this name an app provides its scrubs. */
export const SCRUBS = Symbol('Scrubs');

/** How a scrub stands; in the end, what was done. */
export interface ScrubStatus extends Partial<Scrubbed> {
  readonly scrubId: string;
  readonly state: Exclude<Job<unknown>['state'], 'working'> | 'scrubbing';
  readonly startedAt: string;
  readonly error?: string;
}

export interface ScrubsOptions {
  readonly log: EventLog;
  readonly scrubber: Scrubber;
  /** Takes what failed here, and is nobody else's to know. */
  readonly tell: Tell;
}

/** Scrubs that somebody asked for: large tables are written anew, which takes longer than anybody waits for an answer. */
export class Scrubs {
  private readonly jobs = new Jobs<{ done?: Scrubbed }>(1);

  constructor(private readonly options: ScrubsOptions) {}

  /** Begins one, unless one that this organization asked for waits for its turn already. @returns under which id it goes on */
  begin(organization: string): string {
    const waiting = this.jobs.of(organization).find(({ state }) => state === 'waiting');
    return (waiting ?? this.jobs.begin(organization, {}, (job) => this.scrub(job))).id;
  }

  /** @throws Rejection `scrub-missing` */
  find(organization: string, scrubId: string): ScrubStatus {
    const job = this.jobs.of(organization).find(({ id }) => id === scrubId);
    if (!job) throw new Rejection('missing', 'scrub-missing', 'This organization has asked this process for no such scrub since it started. What was erased is gone from the disk within minutes in any case; begin another to know.');
    const { state, startedAt, error, about: { done } } = job;
    return { scrubId, state: state === 'working' ? 'scrubbing' : state, startedAt, ...(error !== undefined && { error }), ...done };
  }

  /** Ends what is under way. */
  close(): Promise<void> {
    return this.jobs.close();
  }

  private async scrub({ id, about, signal }: Job<{ done?: Scrubbed }>): Promise<void> {
    try {
      about.done = await this.options.scrubber.scrub(this.options.log, signal);
    } catch (error) {
      if (error instanceof Unavailable || signal.aborted) throw error;
      this.options.tell(`Scrub ${id} did not come to its end: ${(error as Error).message}`, 'error');
      throw new Error('The scrub did not come to its end. The log of the server says why; it is tried again within minutes where something was erased.', { cause: error });
    }
  }
}
