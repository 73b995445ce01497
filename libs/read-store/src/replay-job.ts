import { Rejection, Unavailable, type Position } from '@fieldledger/kernel';
import type { Job } from './jobs.js';
import type { ReplayMoment } from './replay-moment.js';
import type { ReplayLine } from './replay-tables.js';

/** How one replay stands. */
export interface ReplayStatus {
  readonly id: string;
  readonly projection: string;
  readonly asOf?: string;
  readonly occurredUntil?: string;
  readonly state: Exclude<Job<unknown>['state'], 'working'> | 'folding';
  /** How far it has come, of where it ends; and how many events it has folded. */
  readonly position: Position;
  readonly of: Position;
  readonly events: number;
  readonly startedAt: string;
  readonly error?: string;
}

/** What a replay folds, up to where, and how far it has come. */
export interface Replay {
  readonly line: ReplayLine;
  readonly moment: ReplayMoment;
  progress: () => { readonly position: Position; readonly events: number };
}

/** For so long a replay that was cancelled is not begun again by somebody who still waits for it. */
const CANCELLED_MS = 15_000;

/** Whether this one serves whoever asks for that: of the same line, and not beyond it. */
export function serves(job: Job<Replay>, { projection, organization, occurredUntil }: ReplayLine, position: Position): boolean {
  const { line, moment } = job.about;
  const isOfLine = line.projection === projection && line.organization === organization && line.occurredUntil === occurredUntil;
  if (!isOfLine || (projection.personal ? moment.position !== position : moment.position > position)) return false;
  return job.isUnderWay || (job.state === 'cancelled' && moment.position === position && job.overForMs < CANCELLED_MS);
}

export function statusOf({ id, state, startedAt, error, about: { line, moment, progress } }: Job<Replay>): ReplayStatus {
  const { asOf, occurredUntil, position: of } = moment;
  return {
    id, projection: line.projection.name, ...(asOf !== undefined && { asOf }), ...(occurredUntil !== undefined && { occurredUntil }), state: state === 'working' ? 'folding' : state,
    ...progress(), of, startedAt, ...(error !== undefined && { error }),
  };
}

/** @throws Unavailable `not-yet-visible` with how far it has come, when it is not over by then; what it failed with; Rejection `replay-cancelled` */
export async function waitFor(job: Job<Replay>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(resolve, milliseconds, true)));
  try {
    if (await Promise.race([job.ended.then(() => false), late])) throw new Unavailable('not-yet-visible', `${said(statusOf(job))} Ask again shortly.`, 2);
  } catch (error) {
    throw job.state === 'cancelled' ? new Rejection('conflict', 'replay-cancelled', 'This replay was cancelled. Ask again in a while to have it folded after all.') : error;
  } finally {
    clearTimeout(timer);
  }
}

function said({ state, projection, position, of, events }: ReplayStatus): string {
  if (state === 'waiting') return `The replay of ${projection} waits for its turn behind others.`;
  return `The replay of ${projection} has come to ${position || 'the beginning'} of ${of}, with ${events} events folded.`;
}
