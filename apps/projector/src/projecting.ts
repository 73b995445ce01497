import { setTimeout as wait } from 'node:timers/promises';
import type { EventLog, Tell, Tracing, Unsealer } from '@fieldledger/kernel';
import { Projector, type ProjectionStatus, type ReadDatabase } from '@fieldledger/read-store';
import { Forgetting } from '@fieldledger/privacy';
import { PROJECTIONS } from '@fieldledger/reports';

export interface ProjectingOptions {
  readonly database: ReadDatabase;
  readonly log: EventLog;
  readonly unsealer: Unsealer;
  readonly tracing?: Tracing;
  readonly tell: Tell;
}

/** Log → PostgreSQL: carries every report along the log. Answers when every report has its table, so that a server that says it is ready answers. */
export async function startProjector(options: ProjectingOptions): Promise<Projector> {
  const projector = await Projector.start({ ...options, unsealer: Forgetting.following(options.log, options.unsealer), projections: PROJECTIONS });
  // A bounded time, for a database that stumbles.
  for (let waited = 0; !areOpen(projector.status()) && waited < 10_000; waited += 10) await wait(10);
  return projector;
}

/** Whether every report has its table. */
export const areOpen = (statuses: readonly ProjectionStatus[]): boolean => statuses.length === PROJECTIONS.length;
