import type { EventData } from '@eventstore/db-client';
import { nameUuid } from '@fieldledger/kernel';
import { Pauses } from './pauses.js';
import { faultOf, writeUnknown } from './store-fault.js';
import { within, type Store } from './store.js';
import type { BatchMark, Raw, StoredRecord } from './stored-record.js';

export type BatchOutcome = 'committed' | 'abandoned';

/**
 * A batch that was not committed this long after its first event never will be: a later `BatchCommitted` does not count.
 * So whoever looks for undecided batches need not look farther back than this.
 */
export const LIFETIME_MS = 20_000;
/** How long a reader waits for a writer that may be dead: this, and a little for each stream of the batch. */
const PATIENCE_MS = 2_000;
const PATIENCE_PER_STREAM_MS = 3;
const POLL_MS = 20;
/** Outcomes never change, so any number may be remembered; this many are. */
const REMEMBERED = 50_000;

/**
 * How the atomic calls ended. The first event of a batch's own stream is the truth, and the store takes only one first
 * event: a writer that says `BatchCommitted` and a reader that gives it up with `BatchAbandoned` cannot both be right.
 */
export class BatchOutcomes {
  private readonly known = new Map<string, BatchOutcome>();
  private readonly asked = new Map<string, Promise<BatchOutcome | undefined>>();
  private readonly settling = new Map<string, Promise<BatchOutcome>>();

  /** @param milliseconds for saying how a batch ended, with all that can come in between */
  constructor(private readonly store: Store, private readonly milliseconds: number) {}

  /** Of one that was looked up before. */
  of({ id }: BatchMark): BatchOutcome | undefined {
    return this.known.get(id);
  }

  /** Asks for the outcomes of all of these that are not known yet, at once. */
  async lookUpAll(records: readonly StoredRecord[]): Promise<void> {
    const batches = new Set(records.flatMap(({ batch }) => (batch && !this.known.has(batch.id) ? [batch.id] : [])));
    await Promise.all([...batches].map((id) => this.lookUp(id)));
  }

  /** Nothing while it is undecided. @throws Unavailable */
  lookUp(id: string): Promise<BatchOutcome | undefined> {
    const known = this.known.get(id);
    if (known) return Promise.resolve(known);
    return once(this.asked, id, () => this.ask(id));
  }

  /** Waits for the outcome, and then gives the batch up, so that a writer that has died holds nobody up. @throws Unavailable */
  settle(batch: BatchMark): Promise<BatchOutcome> {
    return once(this.settling, batch.id, async () => {
      const patience = Math.min(PATIENCE_MS + batch.streams * PATIENCE_PER_STREAM_MS, LIFETIME_MS);
      for (const since = Date.now(); Date.now() - since < patience; ) {
        const outcome = await this.lookUp(batch.id);
        if (outcome) return outcome;
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
      return this.abandon(batch.id);
    });
  }

  /** Says that every event of the batch is in place. @returns what is true: somebody may have given it up before @throws Unavailable `write-unknown` */
  commit(id: string, preparedAt: string): Promise<BatchOutcome> {
    return this.decide(id, 'BatchCommitted', { preparedAt });
  }

  /** @returns what is true @throws Unavailable */
  abandon(id: string): Promise<BatchOutcome> {
    return this.decide(id, 'BatchAbandoned', {});
  }

  /** The id is made of what is said, so that saying it again after a lost answer changes nothing. */
  private async decide(id: string, type: string, data: object): Promise<BatchOutcome> {
    const event: EventData = { id: nameUuid(id, type), type, contentType: 'application/octet-stream', data: new TextEncoder().encode(JSON.stringify(data)), metadata: undefined };
    const until = Date.now() + this.milliseconds;
    for (const pauses = new Pauses(); ; ) {
      let failure: unknown;
      try {
        await this.store.append(this.store.names.ofBatch(id), [event], -1, Math.max(until - Date.now(), 1) / 2);
      } catch (error) {
        if (faultOf(error) === 'mistake') throw error;
        failure = error;
      }
      try {
        const outcome = await within(Math.max(until - Date.now(), 1), this.ask(id));
        if (outcome) return outcome;
      } catch (error) {
        failure = error;
      }
      if (Date.now() > until) throw writeUnknown(failure);
      await pauses.next();
    }
  }

  private async ask(id: string): Promise<BatchOutcome | undefined> {
    const raw = await this.store.readFirst(this.store.names.ofBatch(id));
    if (!raw) return undefined;
    const outcome = raw.type === 'BatchCommitted' && isInTime(raw) ? 'committed' : 'abandoned';
    if (this.known.size >= REMEMBERED) this.known.delete(this.known.keys().next().value!);
    this.known.set(id, outcome);
    return outcome;
  }
}

function isInTime({ created, data }: Raw): boolean {
  const { preparedAt } = JSON.parse(Buffer.from(data as Uint8Array).toString('utf8')) as { preparedAt: string };
  return created.getTime() - Date.parse(preparedAt) <= LIFETIME_MS;
}

/** One question at a time about each thing; who asks meanwhile gets the same answer. */
function once<T>(running: Map<string, Promise<T>>, key: string, work: () => Promise<T>): Promise<T> {
  let answer = running.get(key);
  if (!answer) running.set(key, (answer = work().finally(() => running.delete(key))));
  return answer;
}
