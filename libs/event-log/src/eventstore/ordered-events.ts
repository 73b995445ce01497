import { BEGINNING, type Horizon, type Position } from '@fieldledger/kernel';
import { NEVER } from '../instant.js';
import { LIFETIME_MS, type BatchOutcomes } from './batch-outcomes.js';
import { SampledMoments } from './sampled-moments.js';
import type { Store } from './store.js';
import type { StoredRecord } from './stored-record.js';

const PAGE = 4_000;
/** Looking back from the end begins with few: mostly the last event is all that is asked for. */
const LAST_FEW = 16;

/** Events that exist, in order; behind the last of them is one that is undecided, or not. */
export interface Stretch {
  readonly records: readonly StoredRecord[];
  readonly isBeforeUndecided: boolean;
}

/**
 * The whole log in order, out of $all. It ends before the first event that is undecided: nobody who has seen what is
 * behind it may find it there later.
 */
export class OrderedEvents {
  private readonly moments = new SampledMoments();
  private end: Horizon = { position: BEGINNING, moment: NEVER };

  constructor(private readonly store: Store, private readonly outcomes: BatchOutcomes) {}

  /**
   * The stretches after a position, to the end of the log. Who goes on behind an undecided event waits until it is decided.
   * @param wanted how many are, so that no more are read @param isEnough where the reading of $all may stop for now
   * @throws Unavailable
   */
  async *after(position: Position, wanted = Infinity, isEnough?: (record: StoredRecord) => boolean): AsyncGenerator<Stretch> {
    for (let [from, left] = [position, wanted]; ; ) {
      const { records, last, isEnd } = await this.store.readAfter(from, Math.min(Math.max(left, 1), PAGE), isEnough);
      await this.outcomes.lookUpAll(records);
      let stretch: StoredRecord[] = [];
      for (const record of records) {
        let outcome = record.batch ? this.outcomes.of(record.batch) : 'committed';
        if (!outcome) {
          yield { records: stretch, isBeforeUndecided: true };
          stretch = [];
          outcome = await this.outcomes.settle(record.batch!);
        }
        if (outcome === 'committed') stretch.push(record);
      }
      const sample = stretch.at(-1);
      if (sample) this.moments.add(sample.position, sample.recordedAt);
      yield { records: stretch, isBeforeUndecided: false };
      if (isEnd || last === undefined) return;
      from = last;
      left -= records.length;
    }
  }

  /**
   * The last event that exists. Before it may lie events that are undecided; they are decided first, as far back as a
   * batch can still be committed, or as the last answer reached. @throws Unavailable
   */
  async horizon(): Promise<Horizon> {
    const known = this.end;
    let found: StoredRecord | undefined;
    let before: Position | undefined;
    for (let count = LAST_FEW; ; count = PAGE) {
      const { records, last, isEnd } = await this.store.readBefore(before, count);
      await this.outcomes.lookUpAll(records);
      for (const record of records) {
        const isSettled = record.position <= known.position || (found && isOlder(record.recordedAt, found.recordedAt));
        if (isSettled) return this.reached(found, known);
        const outcome = record.batch ? await this.outcomes.settle(record.batch) : 'committed';
        if (outcome === 'committed') found ??= record;
      }
      if (isEnd || last === undefined || last <= known.position) return this.reached(found, known);
      before = last;
    }
  }

  /**
   * The last event recorded at or before a moment. EventStoreDB cannot be asked for one in the middle, so the log is read
   * on from the nearest moment that an earlier reading passed: at worst, in a process that has read nothing yet, from the
   * beginning, some 40,000 events a second; once a reader has been through the log, a thousand events. @throws Unavailable
   */
  async positionAt(moment: string): Promise<Position> {
    const end = await this.horizon();
    if (moment >= end.moment) return end.position;
    let found = this.moments.before(moment);
    for await (const { records } of this.after(found)) {
      for (const { position, recordedAt } of records) {
        if (recordedAt > moment) return found;
        found = position;
      }
    }
    return found;
  }

  /** The end of the log as it was at a position, which must be that of an event. @throws Unavailable; Rejection `invalid-position` */
  async horizonAt(position: Position): Promise<Horizon> {
    const next = (await this.store.readAfter(position, 1)).records[0]?.position;
    for (let before = next, count = LAST_FEW; ; count = PAGE) {
      const { records, last, isEnd } = await this.store.readBefore(before, count);
      await this.outcomes.lookUpAll(records);
      for (const record of records) {
        const isOver = record.position <= position && (record.batch ? await this.outcomes.settle(record.batch) : 'committed') === 'committed';
        if (isOver) return { position: record.position, moment: record.recordedAt };
      }
      if (isEnd || last === undefined) return { position: BEGINNING, moment: NEVER };
      before = last;
    }
  }

  private reached(found: StoredRecord | undefined, known: Horizon): Horizon {
    if (!found) return known;
    if (found.position > this.end.position) this.end = { position: found.position, moment: found.recordedAt };
    return { position: found.position, moment: found.recordedAt };
  }
}

function isOlder(moment: string, than: string): boolean {
  return Date.parse(moment) < Date.parse(than) - LIFETIME_MS;
}
