import { randomUUID } from 'node:crypto';
import { Rejection, Unavailable, type Position } from '@fieldledger/kernel';
import type { ReplayMoment } from './replay-moment.js';
import type { ReplayLine } from './replay-tables.js';

/** How one replay stands. */
export interface ReplayStatus {
  readonly id: string;
  readonly projection: string;
  readonly asOf?: string;
  readonly occurredUntil?: string;
  readonly state: 'waiting' | 'folding' | 'finished' | 'cancelled' | 'failed';
  /** How far it has come, of where it ends; and how many events it has folded. */
  readonly position: Position;
  readonly of: Position;
  readonly events: number;
  readonly startedAt: string;
  readonly error?: string;
}

/** For so long a replay that was cancelled is not begun again by somebody who still waits for it. */
const CANCELLED_MS = 15_000;

/** One replay that somebody asked for: it goes on whether they wait or not. */
export class ReplayJob {
  readonly id = randomUUID();
  readonly ended: Promise<void>;
  private readonly stopping = new AbortController();
  private readonly startedAt: number;
  private endedAt = Infinity;
  private state: ReplayStatus['state'] = 'waiting';
  private error: string | undefined;

  constructor(
    readonly line: ReplayLine,
    readonly moment: ReplayMoment,
    private readonly now: () => number,
    fold: (job: ReplayJob) => Promise<void>,
  ) {
    this.startedAt = now();
    this.ended = this.run(fold);
    this.ended.catch(() => undefined);
  }

  /** Of the run that folds, once there is one. */
  progress: () => { readonly position: Position; readonly events: number } = () => ({ position: '', events: 0 });

  get signal(): AbortSignal {
    return this.stopping.signal;
  }

  get isUnderWay(): boolean {
    return this.endedAt === Infinity;
  }

  /** Whether this one serves whoever asks for that: of the same line, and not beyond it. */
  serves({ projection, organization, occurredUntil }: ReplayLine, position: Position): boolean {
    const isOfLine = this.line.projection === projection && this.line.organization === organization && this.line.occurredUntil === occurredUntil;
    if (!isOfLine || (projection.personal ? this.moment.position !== position : this.moment.position > position)) return false;
    return this.isUnderWay || (this.state === 'cancelled' && this.moment.position === position && this.now() - this.endedAt < CANCELLED_MS);
  }

  begin(progress: ReplayJob['progress']): void {
    this.state = 'folding';
    this.progress = progress;
  }

  cancel(): void {
    this.stopping.abort();
  }

  status(): ReplayStatus {
    const { asOf, occurredUntil, position: of } = this.moment;
    return {
      id: this.id, projection: this.line.projection.name, ...(asOf !== undefined && { asOf }), ...(occurredUntil !== undefined && { occurredUntil }), state: this.state,
      ...this.progress(), of, startedAt: new Date(this.startedAt).toISOString(), ...(this.error !== undefined && { error: this.error }),
    };
  }

  /** @throws Unavailable `not-yet-visible` with how far it has come, when it is not over by then; what it failed with; Rejection `replay-cancelled` */
  async wait(milliseconds: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => (timer = setTimeout(resolve, milliseconds, true)));
    try {
      if (await Promise.race([this.ended.then(() => false), late])) throw new Unavailable('not-yet-visible', `${this.said()} Ask again shortly.`, 2);
    } finally {
      clearTimeout(timer);
    }
  }

  private said(): string {
    const { state, projection, position, of, events } = this.status();
    if (state === 'waiting') return `The replay of ${projection} waits for its turn behind others.`;
    return `The replay of ${projection} has come to ${position || 'the beginning'} of ${of}, with ${events} events folded.`;
  }

  private async run(fold: (job: ReplayJob) => Promise<void>): Promise<void> {
    try {
      await fold(this);
      if (this.signal.aborted) throw new Rejection('conflict', 'replay-cancelled', 'This replay was cancelled. Ask again in a while to have it folded after all.');
      this.state = 'finished';
    } catch (error) {
      this.state = this.signal.aborted ? 'cancelled' : 'failed';
      if (this.state === 'failed') this.error = (error as Error).message;
      throw error;
    } finally {
      this.endedAt = this.now();
    }
  }
}
