import type { AnyProjection, Effect, Position, RecordedEvent, Unsealer, WhatIf } from '@fieldledger/kernel';
import type { ClientBase } from 'pg';
import { liveTable, waitFor } from './postgres-read-store.js';
import type { ReadDatabase } from './read-database.js';
import { ReportTable } from './report-table.js';
import { rolledBack } from './transaction.js';

/** A report as far as its totals are concerned. */
export interface Totalled {
  readonly name: string;
  readonly projection: AnyProjection;
  /** One row of totals; `{{table}}` and $1 as in any query. */
  readonly totalsSql: string;
}

/** Folds made-up events into the live tables, looks, and rolls back. */
export class PostgresWhatIf implements WhatIf {
  constructor(
    private readonly database: ReadDatabase,
    private readonly reports: readonly Totalled[],
    private readonly unsealer?: Unsealer,
  ) {}

  async effectOf(events: readonly RecordedEvent[], types: readonly string[], organization: string, at: Position): Promise<Effect[]> {
    const effects: Effect[] = [];
    for (const report of this.reports.filter(({ projection }) => types.some((type) => type in projection.fold))) {
      if (at) await waitFor(this.database, report.projection.name, at);
      effects.push(await this.effectOn(report, events, organization));
    }
    return effects;
  }

  private effectOn({ name, projection, totalsSql }: Totalled, events: readonly RecordedEvent[], organization: string): Promise<Effect> {
    return rolledBack(this.database.folding, 'BEGIN', async (client) => {
      const { table } = await liveTable(client, projection.name);
      // The checkpoint is locked as the projector does it, so that the two never wait for each other in a circle.
      await client.query('SELECT FROM read.checkpoints WHERE projection = $1 AND state = $2 FOR UPDATE', [projection.name, 'live']);
      const totals = async () => (await client.query<Record<string, unknown>>(totalsSql.replaceAll('{{table}}', table), [organization])).rows[0] ?? {};
      const before = await totals();
      await this.fold(client, projection, table, events);
      return { report: name, before, after: await totals() };
    });
  }

  private async fold(client: ClientBase, projection: AnyProjection, name: string, events: readonly RecordedEvent[]): Promise<void> {
    const table = await ReportTable.open(client, projection, name, this.unsealer);
    await table.fold(client, events.filter(({ type }) => table.eventTypes.includes(type)));
  }
}
