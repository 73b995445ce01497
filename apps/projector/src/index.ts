import type { EventLog, ReadStore, Unsealer, WhatIf } from '@fieldledger/kernel';
import { PostgresReadStore, PostgresWhatIf, Projector, ReadDatabase, type ProjectionStatus } from '@fieldledger/read-store';
import { PROJECTIONS, REPORTS } from '@fieldledger/reports';
import { setTimeout as wait } from 'node:timers/promises';
import { Gauge, register } from 'prom-client';

/** A projector that runs, and the reports as it keeps them. */
export interface RunningProjector {
  readonly store: ReadStore;
  readonly whatIf: WhatIf;
  readonly readiness: readonly { readonly name: string; check(): Promise<string | undefined> }[];
  stop(): Promise<void>;
}

/** Log → PostgreSQL: carries every report along the log. */
export async function startProjector({ url, log, unsealer }: { readonly url: string; readonly log: EventLog; readonly unsealer: Unsealer }): Promise<RunningProjector> {
  const database = await ReadDatabase.open({ url });
  try {
    const projector = await Projector.start({ database, log, projections: PROJECTIONS, unsealer, tell: (line) => console.error(line) });
    measure(() => projector.status());
    await opened(projector);
    return {
      store: new PostgresReadStore(database, log),
      whatIf: new PostgresWhatIf(database, REPORTS, unsealer),
      readiness: [{ name: 'reports', check: async () => unready(projector.status()) }],
      async stop() {
        await projector.stop();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
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
