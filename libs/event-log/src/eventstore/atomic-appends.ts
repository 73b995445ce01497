import { randomUUID } from 'node:crypto';
import { nameUuid, Unavailable, type AppendOutcome } from '@fieldledger/kernel';
import type { PreparedRequest } from '../prepared-request.js';
import type { BatchOutcomes } from './batch-outcomes.js';
import { judge, receiptOf } from './judgement.js';
import { Pauses } from './pauses.js';
import type { Store } from './store.js';
import { toEventData, type BatchMark, type StoredRecord } from './stored-record.js';
import type { StreamAppends } from './stream-appends.js';
import { readHistory, type History } from './stream-history.js';

/** More time for calls of many streams. */
const MS_PER_STREAM = 2;

/** A request that is to be stored, and the stream it goes to as it was read. */
interface Open {
  readonly request: PreparedRequest;
  readonly name: string;
  readonly history: History;
}

/**
 * All or nothing over several streams, of which EventStoreDB knows nothing, in two steps: every event is stored with the
 * mark of its batch, and then one event in the batch's own stream says that the batch is committed. Until then the events
 * do not exist for any reader; a reader that waits too long says that they never will. The first word said is the truth.
 */
export class AtomicAppends {
  constructor(private readonly store: Store, private readonly outcomes: BatchOutcomes, private readonly appends: StreamAppends, private readonly milliseconds: number) {}

  /** No other append of this process may write to these streams meanwhile. @throws Unavailable */
  async append(requests: readonly PreparedRequest[]): Promise<AppendOutcome[]> {
    const until = Date.now() + this.milliseconds + requests.length * MS_PER_STREAM;
    const write = randomUUID();
    for (const pauses = new Pauses(); Date.now() < until; await pauses.next()) {
      const names = requests.map(({ organization, stream }) => this.store.names.ofRecord(organization, stream));
      const histories = await Promise.all(names.map((name) => readHistory(this.store, this.outcomes, name)));
      const verdicts = requests.map((request, i) => judge(request, histories[i]!));
      if (verdicts.some((it) => it?.outcome === 'conflict' || it?.outcome === 'wrong-revision')) {
        return verdicts.map((it) => it ?? { outcome: 'abandoned' });
      }
      const open = requests.flatMap((request, i) => (verdicts[i] ? [] : [{ request, name: names[i]!, history: histories[i]! }]));
      const records = await this.storeAll(open, write);
      if (!records) continue;
      let next = 0;
      return verdicts.map((it) => it ?? { outcome: records[next]!.write === write ? 'appended' : 'same', receipt: receiptOf(records[next++]!) });
    }
    throw new Unavailable('overloaded', 'Others kept writing to the same records. Nothing was stored; send the same request again shortly.');
  }

  /** @returns the last event of each request; nothing when others came between, and nothing was stored */
  private async storeAll(open: readonly Open[], write: string): Promise<StoredRecord[] | undefined> {
    const batch = open.length > 1 ? await this.newBatch(open) : undefined;
    const puts = await Promise.allSettled(open.map(({ request, name, history }) => {
      const events = toEventData(request, { revision: history.records.length, write, notBefore: this.store.latestMoment, ...(batch && { batch }) });
      return this.appends.put(name, events, history.storeRevision);
    }));
    const records = puts.flatMap((it) => (it.status === 'fulfilled' && it.value && (batch ? it.value.batch?.id === batch.id : it.value.write === write) ? [it.value] : []));
    if (!batch) {
      for (const it of puts) if (it.status === 'rejected') throw it.reason;
      return records.length === open.length ? records : undefined;
    }
    if (records.length === open.length) {
      const preparedAt = records.map(({ recordedAt }) => recordedAt).sort()[0]!;
      return (await this.outcomes.commit(batch.id, preparedAt)) === 'committed' ? records : undefined;
    }
    const failure = puts.find((it) => it.status === 'rejected');
    if (failure) {
      // Whoever reads them would give them up as well, only later.
      void this.outcomes.abandon(batch.id).catch(() => undefined);
      throw failure.reason;
    }
    await this.outcomes.abandon(batch.id);
    return undefined;
  }

  /** Made of what is asked, so that whoever asks for the same at the same time does the same; another one after a failure. */
  private async newBatch(open: readonly Open[]): Promise<BatchMark> {
    const asked = open.flatMap(({ request }) => request.events.map(({ id }) => `${id} ${request.digest}`)).sort();
    for (let attempt = 0; ; attempt++) {
      const id = nameUuid('batch', String(attempt), ...asked);
      if (!(await this.outcomes.lookUp(id))) return { id, streams: open.length };
    }
  }
}
