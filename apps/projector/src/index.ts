import { setTimeout as wait } from 'node:timers/promises';
import type { EventLog, Tracing, Unsealer } from '@fieldledger/kernel';
import { Projector, type ProjectionStatus, type ReadDatabase } from '@fieldledger/read-store';
import { Forgetting } from '@fieldledger/privacy';
import { PROJECTIONS } from '@fieldledger/reports';
import { Gauge, register } from 'prom-client';

/** A projector that runs. */
export interface RunningProjector {
  readonly readiness: { readonly name: string; check(): Promise<string | undefined> };
  stop(): Promise<void>;
}

export interface ProjectorAppOptions {
  readonly database: ReadDatabase;
  readonly log: EventLog;
  readonly unsealer: Unsealer;
  readonly tracing?: Tracing;
  readonly tell: (line: string) => void;
}

/** Log → PostgreSQL: carries every report along the log. */
export async function startProjector(options: ProjectorAppOptions): Promise<RunningProjector> {
  const projector = await Projector.start({ ...options, unsealer: Forgetting.following(options.log, options.unsealer), projections: PROJECTIONS });
  measure(() => projector.status());
  await opened(projector);
  return {
    readiness: { name: 'reports', check: async () => unready(projector.status()) },
    stop: () => projector.stop(),
  };
}

/** Waits until every report has its table, so that a server that says it is ready answers; a bounded time, for a database that stumbles. */
async function opened(projector: Projector): Promise<void> {
  for (let waited = 0; projector.status().length < PROJECTIONS.length && waited < 10_000; waited += 10) await wait(10);
}

/** A report that stopped answers for itself; the others may be used. */
function unready(statuses: readonly ProjectionStatus[]): string | undefined {
  if (statuses.length < PROJECTIONS.length) return 'Reports are being opened.';
  const waiting = statuses.filter(({ state }) => state === 'building' || state === 'retrying');
  return waiting.length === 0 ? undefined : waiting.map(({ projection, state }) => `${projection} is ${state}.`).join(' ');
}

/** How far each report has come, and whether it stands still: a gauge each, asked for when the metrics are. */
function measure(status: () => readonly ProjectionStatus[]): void {
  const gauge = (name: string, help: string, value: (status: ProjectionStatus) => number) => {
    register.removeSingleMetric(name);
    return new Gauge({
      name, help, labelNames: ['projection'],
      collect() {
        for (const each of status()) this.set({ projection: each.projection }, value(each));
      },
    });
  };
  gauge('fieldledger_projection_position', 'Position in the log up to which a report is folded', ({ position }) => Number(position));
  gauge('fieldledger_projection_stopped', '1 when a report has met an event it cannot fold', ({ state }) => (state === 'stopped' ? 1 : 0));
}
