import { randomUUID } from 'node:crypto';
import type { EventLog, Meta, Tell } from '@fieldledger/kernel';
import type { Scrubber, Vault } from '@fieldledger/privacy';
import { ErasureDesk } from './erasure-desk.js';
import type { PersonalRecords } from './personal-records.js';

export interface ErasureKeeperOptions {
  readonly log: EventLog;
  readonly vault: Vault;
  readonly records: PersonalRecords;
  readonly scrubber: Scrubber;
  readonly now: () => Date;
  readonly tell: Tell;
}

/** To look costs next to nothing, and a start may be too early: reports may still be on their way. */
const DUE_EVERY_MS = 60_000;
/** What was erased is gone from the disk so soon. */
const SCRUB_EVERY_MS = 300_000;

/** Does by itself what is due: finishes erasures that a crash interrupted, carries out those whose day has come, and scrubs. */
export class ErasureKeeper {
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly desk: ErasureDesk;
  private working: Promise<void> = Promise.resolve();

  /** Looks at once, and then every minute. */
  static async start(options: ErasureKeeperOptions): Promise<ErasureKeeper> {
    const keeper = new ErasureKeeper(options);
    keeper.every(DUE_EVERY_MS, () => keeper.carryOutDue());
    keeper.every(SCRUB_EVERY_MS, () => keeper.scrubIfNeeded());
    keeper.soon(() => keeper.carryOutDue());
    return keeper;
  }

  private constructor(private readonly options: ErasureKeeperOptions) {
    this.desk = new ErasureDesk(options.log, options.vault, options.records);
  }

  async stop(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    await this.working;
  }

  /** @returns how many were carried out */
  async carryOutDue(): Promise<number> {
    const { log, vault, now } = this.options;
    await vault.erasures.apply(log);
    const at = now().toISOString();
    let carriedOut = 0;
    for (const { organization, erasureId } of await vault.erasures.due(at.slice(0, 10))) {
      const meta: Meta = { organization, actor: 'fieldledger', app: 'fieldledger', correlationId: randomUUID(), causationId: null, receivedAt: at, provenance: null };
      if (await this.desk.resume(organization, erasureId, meta)) carriedOut++;
    }
    return carriedOut;
  }

  private async scrubIfNeeded(): Promise<void> {
    const { log, vault, scrubber } = this.options;
    const { erasedUntil, scrubbedUntil } = await vault.erasures.progress();
    if (erasedUntil > scrubbedUntil) await scrubber.scrub(log);
  }

  private every(milliseconds: number, work: () => Promise<unknown>): void {
    this.timers.push(setInterval(() => this.soon(work), milliseconds).unref());
  }

  /** One after the other; what fails is tried again when its time comes. */
  private soon(work: () => Promise<unknown>): void {
    this.working = this.working.then(work).then(() => undefined, (error: Error) => this.options.tell(`Erasures: ${error.message} It is tried again later.`, 'warn'));
  }
}
