import { BEGINNING, type AppendRequest, type EventLog, type RecordedEvent } from '@fieldledger/kernel';
import type { ErasureJournal, JournalEntry } from './erasure-journal.js';
import type { DueErasure, ErasureProgress, KeyRows } from './key-rows.js';

/** The event that says that a person was erased. What was sealed with one of its subjects' keys is to be read no more. */
export const PERSON_ERASED = 'PersonErased';
/** What of it concerns keys. */
export interface ErasedSubjects {
  readonly subjects: readonly string[];
  /** Tokens by which this person is known again, and not recorded. */
  readonly suppressed: readonly string[];
}
/** The event that says that an erasure is due on a later day. */
const ERASURE_POSTPONED = 'ErasurePostponed';
/** What of either concerns the day on which it is due. */
interface Due {
  readonly erasureId: string;
  readonly until?: string;
}
/** What a restored log must have again. */
const JOURNALED = [PERSON_ERASED, ERASURE_POSTPONED];
const PAGE = 500;

/** What was carried out of the log's erasures. */
export interface Applied {
  readonly persons: number;
  readonly keys: number;
}

/**
 * Carries out what the log says of erasures: the event is first, then it stands in the journal outside of the database,
 * then the keys are gone. Whatever was interrupted, at any point, is finished by the next call.
 */
export class Erasures {
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly rows: KeyRows,
    private readonly journal: ErasureJournal,
    private readonly forget: (organization: string, subjects: readonly string[]) => Promise<number>,
  ) {}

  /** Everything that was recorded and not carried out yet. */
  apply(log: EventLog): Promise<Applied> {
    const run = this.running.then(() => this.applyFrom(log));
    this.running = run.catch(() => undefined);
    return run;
  }

  /**
   * To be called before anything is served: a backup may be older than an erasure. What the journal has and the log has
   * lost is recorded again, and every key of the journal destroyed again, whatever the database says of having done so.
   */
  async restore(log: EventLog): Promise<Applied & { readonly recordedAgain: number }> {
    const entries = await this.journal.entries();
    let [recordedAgain, keys] = [0, 0];
    for (let at = 0; at < entries.length; at += PAGE) {
      const page = entries.slice(at, at + PAGE);
      for (const { outcome } of await log.append(page.map(requestOf))) {
        if (outcome === 'appended') recordedAgain++;
        else if (outcome !== 'same') throw new Error(`The journal of erasures is of another log: one of its events has an id that is taken there. Nothing is served; give this log its own FIELDLEDGER_DATA.`);
      }
      keys += await this.carryOut(page);
    }
    const applied = await this.apply(log);
    return { persons: applied.persons, keys: keys + applied.keys, recordedAgain };
  }

  /** Those that were postponed to this day or before. */
  due(day: string): Promise<readonly DueErasure[]> {
    return this.rows.due(day);
  }

  progress(): Promise<ErasureProgress> {
    return this.rows.progress();
  }

  private async applyFrom(log: EventLog): Promise<Applied> {
    const { position: end } = await log.horizon();
    const { appliedUntil } = await this.rows.progress();
    let [persons, keys] = [0, 0];
    // A log that ends before what was applied was restored: it is gone through from its beginning.
    for (let after = appliedUntil > end ? BEGINNING : appliedUntil; ; ) {
      const page = await log.read(after, { limit: PAGE, types: JOURNALED, until: end });
      if (page.length > 0) await this.journal.note(page);
      keys += await this.carryOut(page);
      const erased = page.filter(({ type }) => type === PERSON_ERASED);
      persons += erased.length;
      after = page.length < PAGE ? end : page.at(-1)!.position;
      await this.rows.applied(after, erased.at(-1)?.position);
      if (page.length === PAGE) continue;
      if (persons > 0) await this.rows.dropCopies();
      return { persons, keys };
    }
  }

  /** @returns how many keys were destroyed */
  private async carryOut(events: readonly Told[]): Promise<number> {
    let keys = 0;
    for (const organization of new Set(events.map((event) => event.organization))) {
      const here = events.filter((event) => event.organization === organization);
      const erased = here.filter(({ type }) => type === PERSON_ERASED).map(({ data }) => data as ErasedSubjects & Due);
      // Of one erasure, the last word holds.
      const last = new Map(here.map((event) => [(event.data as Due).erasureId, event]));
      await this.rows.settle(organization, erased.map(({ erasureId }) => erasureId));
      for (const [erasureId, { type, data }] of last) if (type === ERASURE_POSTPONED) await this.rows.postpone(organization, erasureId, (data as Due).until!);
      // First what keeps them from coming back: without the keys it could not be found out again.
      const suppressed = erased.flatMap((each) => each.suppressed);
      if (suppressed.length > 0) await this.rows.suppress(organization, suppressed);
      if (erased.length > 0) keys += await this.forget(organization, [...new Set(erased.flatMap(({ subjects }) => subjects))]);
    }
    return keys;
  }
}

type Told = Pick<RecordedEvent, 'type' | 'organization' | 'data'>;

function requestOf({ id, type, schemaVersion, organization, stream, occurredAt, recordedAt, actor, app, correlationId, causationId, digest, data }: JournalEntry): AppendRequest {
  const meta = { organization, actor, app, correlationId, causationId, receivedAt: recordedAt, provenance: null };
  return { stream, expected: 'any', events: [{ id, type, schemaVersion, occurredAt, data }], meta, digest };
}
