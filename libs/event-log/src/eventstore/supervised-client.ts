import { EventStoreDBClient } from '@eventstore/db-client';
import { Unavailable } from '@fieldledger/kernel';

/** A client to use now, and whether it is still the one in use: a read of one that was replaced ends as if it were complete. */
export interface Lease {
  readonly client: EventStoreDBClient;
  isCurrent(): boolean;
  /** It is of no more use: the next lease is of a new one. */
  replace(): void;
}

/** Between two clients, so that a server that is down is not asked without a pause. */
const PAUSE_MS = 50;
/** A client that does not let go of its streams is left behind after this. */
const DISPOSAL_MS = 5_000;

/**
 * The one EventStoreDB client of this process, replaced when it is ruined. One, because the client of 6.2.1 keeps the
 * appends that wait for an answer in a table of its module: when one client's connection ends, those of every other are
 * refused, and their late answers end the process. Hence also a new one is made only after the old one is gone.
 */
export class SupervisedClient {
  private static current: SupervisedClient | undefined;
  private static leaving: Promise<void> = Promise.resolve();

  /** The client for an address, shared by all who ask for the same. @throws Error for a second address, or one that cannot be read */
  static of(url: string): SupervisedClient {
    const shared = SupervisedClient.current;
    if (shared && shared.url !== url) throw new Error('This process has the log of another EventStoreDB open. Close it first: one process speaks to one EventStoreDB.');
    const it = shared ?? new SupervisedClient(url);
    it.users++;
    return (SupervisedClient.current = it);
  }

  private users = 0;
  private generation = 0;
  private client: EventStoreDBClient;
  private ready = SupervisedClient.leaving;

  private constructor(private readonly url: string) {
    this.client = connect(url);
  }

  /** @throws Unavailable `stopping` when the last user has left */
  async lease(): Promise<Lease> {
    await this.ready;
    if (this.users === 0) throw new Unavailable('stopping', 'The log is being closed.');
    const { client, generation } = this;
    return { client, isCurrent: () => generation === this.generation, replace: () => this.replace(generation) };
  }

  /** The last one to leave takes the client down; without that the process would not end. */
  async release(): Promise<void> {
    if (--this.users > 0) return;
    SupervisedClient.current = undefined;
    this.generation++;
    await (SupervisedClient.leaving = this.ready.then(() => dispose(this.client)));
  }

  private replace(generation: number): void {
    if (generation !== this.generation) return;
    this.generation++;
    const old = this.client;
    this.ready = dispose(old)
      .then(() => new Promise((resolve) => setTimeout(resolve, PAUSE_MS)))
      .then(() => void (this.client = connect(this.url)));
  }
}

function connect(url: string): EventStoreDBClient {
  if (/throwOnAppendFailure=false/i.test(url)) throw new Error('The connection string must not say throwOnAppendFailure=false: a refused append would look like a stored one.');
  const { warn } = console;
  // Of an option that it does not heed the client quotes all of the address, with its password, below the first line.
  console.warn = (said: unknown) => warn(String(said).split('\n')[0]);
  try {
    return EventStoreDBClient.connectionString(url);
  } catch {
    // The client's own message may quote the password.
    throw new Error('The address of EventStoreDB cannot be read, or a file that it names is missing. It looks like esdb://user:password@host:2113?tls=true.');
  } finally {
    console.warn = warn;
  }
}

/**
 * Ends every call of a client, and makes it useless: an append that still waits for a connection would otherwise go out
 * later, beside those of the next client.
 */
async function dispose(client: EventStoreDBClient): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, DISPOSAL_MS)));
  const { getChannel } = client as unknown as { getChannel(): Promise<{ close(): void }> };
  const gone = client.dispose().then(getChannel).then((channel) => channel.close());
  await Promise.race([gone.catch(() => undefined), late]);
  clearTimeout(timer);
}
