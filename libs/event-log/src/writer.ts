import { isDatabaseGone, Unavailable, type AppendOutcome } from '@fieldledger/kernel';
import pg from 'pg';
import { isGivenUp, unreachable, writerConfig } from './connection.js';
import type { Slot } from './group-commit.js';
import { recordedInstant } from './instant.js';
import { toPosition } from './position.js';
import { statement } from './statement.js';

const APPEND = statement('append');
const APPEND_NEW = statement('append-new');
/** After a repeat was met, this many batches are judged one by one: where one repeat is, there are more. */
const CAUTIOUS_BATCHES = 64;
const UNIQUE_VIOLATION = '23505';

/** A row of `append.sql`. */
type Judgement = readonly [outcome: AppendOutcome['outcome'], position: string, revision: string, moment: string, taken: string];

/** The one connection that appends. A lost one is replaced at the next batch. */
export class Writer {
  private client: pg.Client | undefined;
  private cautious = 0;

  constructor(private readonly url: string) {}

  /** @throws Unavailable `write-unknown` when the answer was lost, `log-unreachable` when nothing was stored */
  async append(batch: readonly Slot[]): Promise<AppendOutcome[]> {
    const client = await this.connected();
    try {
      return (await this.appendNew(client, batch)) ?? (await this.judge(client, batch));
    } catch (error) {
      if (isGivenUp(error)) throw unreachable(error);
      if (!isDatabaseGone(error)) throw error;
      this.drop(client);
      throw new Unavailable('write-unknown', 'The answer to a write was lost. The same request again, with the same ids, finds out.', 1, {
        cause: error,
      });
    }
  }

  /** @returns nothing when a stream or an id is known already: then nothing was stored */
  private async appendNew(client: pg.Client, batch: readonly Slot[]): Promise<AppendOutcome[] | undefined> {
    if (this.cautious > 0) this.cautious--;
    if (this.cautious > 0 || batch.some(({ request }) => request.expected !== -1)) return undefined;
    try {
      const { rows } = await client.query<[base: string, moment: string]>({ name: 'append-new', text: APPEND_NEW, values: newParameters(batch), rowMode: 'array' } as never);
      const [base, moment] = rows[0] as unknown as [string, string];
      const recordedAt = recordedInstant(moment);
      let position = Number(base);
      return batch.map(({ request: { stream, events } }) => {
        position += events.length;
        return { outcome: 'appended', receipt: { id: events.at(-1)!.id, stream, revision: events.length - 1, position: toPosition(position), recordedAt } };
      });
    } catch (error) {
      if ((error as { code?: unknown }).code !== UNIQUE_VIOLATION) throw error;
      this.cautious = CAUTIOUS_BATCHES;
      return undefined;
    }
  }

  private async judge(client: pg.Client, batch: readonly Slot[]): Promise<AppendOutcome[]> {
    const { rows } = await client.query<Judgement[]>({ name: 'append', text: APPEND, values: parameters(batch), rowMode: 'array' } as never);
    const ids = batch.flatMap(({ request }) => request.events.map(({ id }) => id));
    return batch.map(({ request }, n) => toOutcome(rows[n] as unknown as Judgement, request.stream, request.events.at(-1)!.id, ids));
  }

  async close(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    await client?.end().catch(() => undefined);
  }

  private async connected(): Promise<pg.Client> {
    if (this.client) return this.client;
    const client = new pg.Client(writerConfig(this.url));
    // A connection that is lost while idle says so here; without a listener the process would end.
    client.on('error', () => this.drop(client));
    client.on('end', () => this.drop(client));
    try {
      await client.connect();
    } catch (error) {
      void client.end().catch(() => undefined);
      throw unreachable(error);
    }
    return (this.client = client);
  }

  private drop(client: pg.Client): void {
    if (this.client !== client) return;
    this.client = undefined;
    void client.end().catch(() => undefined);
  }
}

/** One text for each parameter, one line for each event: far cheaper to send and to read than arrays of the protocol. */
function parameters(batch: readonly Slot[]): string[] {
  return columns(batch.flatMap(({ request, group }, n) => request.events.map((event) => [
    n + 1, group, request.organization, request.stream, request.expected, request.digest, request.meta,
    event.id, event.type, event.schemaVersion, event.occurredAt, event.payload, event.payloadHash,
  ])));
}

function newParameters(batch: readonly Slot[]): (string | number)[] {
  const lines = batch.flatMap(({ request }) => request.events.map((event, revision) => [
    request.organization, request.stream, revision, request.digest, request.meta,
    event.id, event.type, event.schemaVersion, event.occurredAt, event.payload, event.payloadHash,
  ]));
  return [...columns(lines), lines.length];
}

function columns(lines: readonly (readonly (string | number)[])[]): string[] {
  return lines[0]!.map((_, column) => lines.map((line) => line[column]).join('\n'));
}

function toOutcome([outcome, position, revision, moment, taken]: Judgement, stream: string, id: string, ids: readonly string[]): AppendOutcome {
  switch (outcome) {
    case 'appended':
    case 'same':
      return { outcome, receipt: { id, stream, revision: Number(revision), position: toPosition(position), recordedAt: recordedInstant(moment) } };
    case 'conflict':
      return { outcome, eventId: ids[Number(taken) - 1]! };
    case 'wrong-revision':
      return { outcome, actual: Number(revision) };
    case 'abandoned':
      return { outcome };
  }
}
