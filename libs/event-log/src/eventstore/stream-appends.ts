import { randomUUID } from 'node:crypto';
import type { EventData } from '@eventstore/db-client';
import { Rejection, Unavailable, type AppendOutcome } from '@fieldledger/kernel';
import type { PreparedRequest } from '../prepared-request.js';
import type { BatchOutcomes } from './batch-outcomes.js';
import { judge, receiptOf } from './judgement.js';
import { Pauses } from './pauses.js';
import { Permits } from './permits.js';
import { ReadBack } from './read-back.js';
import { deletedStream, within, type Store } from './store.js';
import { faultOf, unavailable, writeUnknown } from './store-fault.js';
import { toEventData, type StoredRecord } from './stored-record.js';
import { NO_HISTORY, readHistory } from './stream-history.js';

/** What EventStoreDB takes in one append, of payload. Its default; metadata is not counted. */
const PAYLOAD_BYTES = 1_048_576;
/** Far more than any envelope needs; a message above 17 MiB would take every append under way with it. */
const ENVELOPE_BYTES = 65_536;

/** @throws Rejection `event-too-large`, before anything was sent */
export function refuseTooLarge({ stream, events, meta }: PreparedRequest): void {
  const payload = events.reduce((sum, event) => sum + Buffer.byteLength(event.payload), 0);
  const envelope = Math.max(...events.map(({ type }) => type.length)) + stream.length + meta.length;
  if (payload > PAYLOAD_BYTES || envelope > ENVELOPE_BYTES) throw tooLarge();
}

const tooLarge = () => new Rejection('invalid', 'event-too-large', 'The event log holds at most 1 MiB of data in one request. Send less of it at once.');

const contended = () => new Unavailable('overloaded', 'Others kept writing to the same record. Nothing was stored; send the same request again shortly.');

/** Appends to one stream, and finds out what became of it. */
export class StreamAppends {
  private readonly readBack: ReadBack;
  private readonly places: Permits;

  /** @param milliseconds for one append, with all that can come in between, from when it has one of so many places */
  constructor(private readonly store: Store, private readonly outcomes: BatchOutcomes, private readonly milliseconds: number, places: number) {
    this.readBack = new ReadBack(store);
    this.places = new Permits(places);
  }

  /**
   * Most requests open their stream, so that is tried without reading first. Whenever the stream is not as it was
   * thought to be, it is read, and what it says decides. @throws Unavailable
   */
  append(request: PreparedRequest): Promise<AppendOutcome> {
    return this.places.run(() => this.appendNow(request));
  }

  /**
   * Stores events behind a revision of the store, once.
   * @returns the last of the events as it lies there, whoever stored it; nothing when the stream was not at that
   * revision, or they had been seen there before
   * @throws Unavailable `write-unknown` when the time is over
   */
  put(name: string, events: readonly EventData[], revision: number): Promise<StoredRecord | undefined> {
    return this.places.run(() => this.putNow(name, events, revision, Date.now() + this.milliseconds));
  }

  private async appendNow(request: PreparedRequest): Promise<AppendOutcome> {
    const name = this.store.names.ofRecord(request.organization, request.stream);
    const until = Date.now() + this.milliseconds;
    const write = randomUUID();
    let history = request.expected === -1 ? NO_HISTORY : await readHistory(this.store, this.outcomes, name);
    for (;;) {
      const verdict = judge(request, history);
      if (verdict) return verdict;
      if (Date.now() > until) throw contended();
      const events = toEventData(request, { revision: history.records.length, write, notBefore: this.store.latestMoment });
      const record = await this.putNow(name, events, history.storeRevision, until);
      if (record?.write === write) return { outcome: 'appended', receipt: receiptOf(record) };
      history = await readHistory(this.store, this.outcomes, name);
    }
  }

  /**
   * Where an answer is lost it says the same again, with the same ids and revision: that stores nothing twice, and is
   * refused only when the first was not taken and never will be.
   */
  private async putNow(name: string, events: readonly EventData[], revision: number, until: number): Promise<StoredRecord | undefined> {
    const pauses = new Pauses();
    const seen = this.store.latestPosition;
    let lost: unknown;
    for (;;) {
      try {
        const position = await this.store.append(name, events, revision, halfOf(until));
        if (position === undefined) throw deletedStream(name);
        // What lies where this process had been already was not stored now.
        return position > seen ? await within(halfOf(until), this.readBack.at(position)) : undefined;
      } catch (error) {
        switch (faultOf(error)) {
          case 'wrong-revision':
            return undefined;
          case 'deleted':
            throw deletedStream(name);
          case 'too-large':
            throw tooLarge();
          case 'denied':
            throw lost ? writeUnknown(lost) : unavailable(error);
          case 'read-only':
            break;
          case 'lost':
            lost = error;
            break;
          default:
            throw error;
        }
        if (until - Date.now() < SHORTEST_TRY_MS) throw lost ? writeUnknown(lost) : unavailable(error);
      }
      await pauses.next(until - Date.now());
    }
  }
}

/** With less time than this left there is no use in asking again. */
const SHORTEST_TRY_MS = 100;

/** What one try may take of the time that is left, so that there is some for asking again. */
function halfOf(until: number): number {
  return Math.max((until - Date.now()) / 2, SHORTEST_TRY_MS);
}
