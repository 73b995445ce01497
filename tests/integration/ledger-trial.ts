import { PostgresEventLog } from '@fieldledger/event-log';
import { nameUuid } from '@fieldledger/kernel';
import { Ledger, Notary, parseCheckpoint, SigningKey, type NotaryOptions, type SigningKeys } from '@fieldledger/ledger';
import { canvassHistory, startTestPostgres } from '@fieldledger/testing';
import pg from 'pg';

export const OURS = nameUuid('ledger', 'ours');
export const THEIRS = nameUuid('ledger', 'theirs');
export const originOf = (organization: string) => `ledger.example/${organization}`;
export const [FIRST_KEY, SECOND_KEY] = [SigningKey.fromSeed(Buffer.alloc(32, 1)), SigningKey.fromSeed(Buffer.alloc(32, 2))] as const;

/** A log with the ledgers of two organizations, and a notary that keeps them. */
export class LedgerTrial {
  log!: PostgresEventLog;
  ledger!: Ledger;
  client!: pg.Client;
  notary!: Notary;
  keys: SigningKeys = { current: FIRST_KEY, previous: undefined, origin: 'the test' };
  /** What notaries have said. */
  readonly told: string[] = [];
  private url!: string;
  private seed = 0;

  private constructor() {}

  static forSuite(): LedgerTrial {
    const trial = new LedgerTrial();
    let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
    beforeAll(async () => {
      postgres = await startTestPostgres();
      await trial.open(postgres.url);
    });
    afterAll(async () => {
      await trial.notary.stop();
      await trial.client.end();
      await trial.ledger.close();
      await trial.log.close();
      await postgres.stop();
    });
    return trial;
  }

  private async open(url: string): Promise<void> {
    this.url = url;
    this.log = await PostgresEventLog.open({ url });
    this.ledger = await Ledger.open({ url });
    this.client = new pg.Client({ connectionString: url });
    await this.client.connect();
    this.notary = this.notarize();
  }

  /** Another notary, beside the one that there is. */
  notarize(more: Partial<NotaryOptions> = {}): Notary {
    return Notary.start({ log: this.log, databaseUrl: this.url, originOf, keys: async () => this.keys, everyMs: 50, tell: (line) => this.told.push(line), ...more });
  }

  async append(events: number): Promise<void> {
    const requests = [...canvassHistory({ seed: this.seed++, events, organizations: [OURS, THEIRS] })];
    for (let at = 0; at < requests.length; at += 500) await this.log.append(requests.slice(at, at + 500));
  }

  async eventsOf(organization: string): Promise<number> {
    return (await this.client.query<{ n: number }>('SELECT count(*)::int AS n FROM log.events WHERE organization = $1', [organization])).rows[0]!.n;
  }

  /** The newest checkpoint, once it has everything. */
  async checkpointed(organization: string, more = 0): Promise<string> {
    const events = (await this.eventsOf(organization)) + more;
    return this.until(async () => {
      const checkpoint = await this.ledger.checkpoint(organization);
      return checkpoint !== undefined && parseCheckpoint(checkpoint).size >= events ? checkpoint : undefined;
    });
  }

  async until<T>(look: () => Promise<T | undefined>): Promise<T> {
    for (const deadline = Date.now() + 20_000; Date.now() < deadline; await new Promise((resolve) => setTimeout(resolve, 20))) {
      const found = await look();
      if (found !== undefined) return found;
    }
    throw new Error(`It did not come to that within 20 seconds. ${this.told.slice(-3).join(' ')}`);
  }
}
