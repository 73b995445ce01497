import { isReplayed, type ReadStore, type Reflects, type ReportQuery } from '@fieldledger/kernel';

/** Answers for how reports stand out of the live tables, and for how they stood out of replays. */
export class TimedReadStore implements ReadStore {
  constructor(
    private readonly live: ReadStore,
    private readonly replays: ReadStore,
  ) {}

  rows<R extends object>(query: ReportQuery): Promise<{ readonly rows: R[]; readonly reflects: Reflects; readonly version: number }> {
    return (isReplayed(query.when ?? {}) ? this.replays : this.live).rows<R>(query);
  }
}
