import type { ProjectionStatus } from '@fieldledger/read-store';
import { Gauge, register } from 'prom-client';
import { areOpen } from './projecting.js';

/** How the reports stand, for `/health/ready` and `/metrics`. */
export interface Standing {
  readonly name: 'reports';
  check(): Promise<string | undefined>;
}

/** @param status how each report stands now */
export function standingOf(status: () => readonly ProjectionStatus[]): Standing {
  measure(status);
  return { name: 'reports', check: async () => unready(status()) };
}

/** A report that stopped answers for itself; the others may be used. */
function unready(statuses: readonly ProjectionStatus[]): string | undefined {
  if (!areOpen(statuses)) return 'Reports are being opened.';
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
  gauge('fieldledger_projection_retrying', '1 while a report waits to try again; the log and /health/ready say why', ({ state }) => (state === 'retrying' ? 1 : 0));
}
