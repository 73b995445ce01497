import { once } from 'node:events';
import { createServer, type AddressInfo, type Server as Listener, type Socket } from 'node:net';
import { Server, ServerCredentials, type ConnectionInjector } from '@grpc/grpc-js';
import { GossipService } from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { AppendService } from './append-service.js';
import { DeleteService } from './delete-service.js';
import { DiscoveryService } from './discovery-service.js';
import { DoubleStreams } from './double-streams.js';
import { Faults } from './faults.js';
import { encoded } from './messages.js';
import { OpenCalls } from './open-calls.js';
import { ReadService } from './read-service.js';
import { usersGuard } from './users-guard.js';

export interface DoubleOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** Without them the client learns nothing of the server, and appends one call at a time. */
  readonly features?: boolean;
  /** Whether the server says that it takes appends in batches, which the client then prefers. */
  readonly batch?: boolean;
  /** Who alone is let in; everybody where nobody is named. */
  readonly user?: { readonly name: string; readonly password: string };
}

/** The service as the client ships it, except that an answer to a read may be encoded before. */
const streamsService = { ...StreamsService, read: { ...StreamsService.read, responseSerialize: encoded } };

/** The limit of a connection of the real server: who leaves a hundred reads open waits for ever on the next. */
const MAX_STREAMS = 100;

/**
 * A server that speaks EventStoreDB's protocol as 23.10 and 24.6 were seen to, from the service definitions the client ships,
 * and that fails when a spec asks it to. `tests/contract/eventstore-double.spec.ts` holds it against recordings of the real ones.
 *
 * Left out: TLS (a spec puts its own in front), permissions, clusters (gossip tells of this node alone), persistent subscriptions, projections,
 * scavenges, `$maxAge`, the time-out of a batch append after it arrived, the dropping of slow live consumers (23.10 only), uuids
 * in two halves, filters of reads, and the disk: what was stored survives `kill` and `restart` because memory does. Where the two
 * versions differ it is 24.6. Read in the server's source, and in no recording: the answers of `leaderChanged` and `readOnly`, that to a user who is not let in, and
 * the checkpoints of a filtered subscription but the one before it has matched anything.
 */
export class EventStoreDouble {
  private readonly streams = new DoubleStreams();
  private readonly open = new OpenCalls();
  private readonly faults = new Faults(this);
  private readonly sockets = new Set<Socket>();
  private waiting: Socket[] | undefined;
  private running: { readonly listener: Listener; readonly server: Server; readonly injector: ConnectionInjector } | undefined;
  private listeningPort = 0;

  private constructor(private readonly options: DoubleOptions) {}

  /** Stop it in the end: a listening server keeps the process alive. */
  static async start(options: DoubleOptions = {}): Promise<EventStoreDouble> {
    const double = new EventStoreDouble(options);
    await double.listen(options.port ?? 0);
    return double;
  }

  get port(): number {
    return this.listeningPort;
  }

  get url(): string {
    return `esdb://127.0.0.1:${this.port}?tls=false`;
  }

  /** Reads and subscriptions that are open now. */
  get openReads(): number {
    return this.open.openOf('read');
  }

  /** How many calls there were of each kind; `batchAppend` counts the long calls, `batchAppendRequest` the appends on them. */
  get calls(): Readonly<Record<string, number>> {
    return this.open.counts;
  }

  async stop(): Promise<void> {
    const closed = this.running && once(this.running.listener, 'close');
    this.kill();
    await closed;
  }

  /** As SIGKILL: every connection is reset, every answer owed is lost, what was stored stays. Until `restart` nobody listens. */
  kill(): void {
    if (!this.running) return;
    const { listener, server } = this.running;
    this.running = undefined;
    this.faults.down();
    this.waiting = undefined;
    listener.close();
    for (const socket of this.sockets) socket.resetAndDestroy();
    server.forceShutdown();
  }

  /** On the same port, with what was stored. The new server knows no id by heart, so that a repeat with ANY is stored again. */
  async restart(): Promise<void> {
    this.kill();
    this.streams.restarted();
    await this.listen(this.port);
  }

  /** Kills the server at the n-th append from now, counted from 1, before it is answered: when it is stored, or before. */
  killMidAppend(n: number, { stored = true }: { readonly stored?: boolean } = {}): void {
    this.faults.killMidAppend(n, stored);
  }

  /** Every answer from now on comes so much later; what it tells was done at once. 0 ends it. */
  slow(milliseconds: number): void {
    this.faults.delayMs = milliseconds;
  }

  /** As SIGSTOP: connections are accepted by the system, and nothing is read from any, so that not even a ping is answered. */
  freeze(): void {
    if (this.waiting) return;
    this.waiting = [];
    this.faults.freeze();
    for (const socket of this.sockets) handleOf(socket)?.readStop();
  }

  thaw(): void {
    const waiting = this.waiting ?? [];
    this.waiting = undefined;
    for (const socket of this.sockets) if (!waiting.includes(socket)) handleOf(socket)?.readStart();
    for (const socket of waiting) if (!socket.destroyed) this.running?.injector.injectConnection(socket);
    this.faults.thaw();
  }

  /** Ends every read, subscription and batch stream with UNAVAILABLE; the connections stay. */
  dropStreams(): void {
    this.open.drop();
  }

  /** The next append is answered as by a node that no longer leads. In a batch that ends the stream, for every append in flight on it. */
  leaderChanged(): void {
    this.faults.isNotLeader = true;
  }

  /** A read-only replica answers appends as a node that does not lead. */
  readOnly(isReadOnly: boolean): void {
    this.faults.isReadOnly = isReadOnly;
  }

  private async listen(port: number): Promise<void> {
    const server = this.grpcServer();
    const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
    const listener = createServer({ noDelay: true }, (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
      socket.on('error', () => undefined);
      if (this.waiting) this.waiting.push(socket);
      else injector.injectConnection(socket);
    });
    listener.listen(port, '127.0.0.1');
    await once(listener, 'listening');
    this.listeningPort = (listener.address() as AddressInfo).port;
    this.running = { listener, server, injector };
    this.faults.up();
  }

  private grpcServer(): Server {
    const { features = true, batch = true, user } = this.options;
    const { streams, faults, open } = this;
    const interceptors = user ? [usersGuard(user)] : [];
    const server = new Server({ 'grpc.max_receive_message_length': -1, 'grpc.max_concurrent_streams': MAX_STREAMS, interceptors });
    const { read } = new ReadService(streams, faults, open);
    const { append, batchAppend } = new AppendService(streams, faults, open);
    const { delete: remove, tombstone } = new DeleteService(streams, faults, open);
    const { getSupportedMethods, readGossip } = new DiscoveryService(faults, open, { port: () => this.port, batch });
    server.addService(streamsService, { read, append, batchAppend, delete: remove, tombstone });
    server.addService(GossipService, { read: readGossip });
    if (features) server.addService(ServerFeaturesService, { getSupportedMethods });
    return server;
  }
}

/** What Node has under a socket. HTTP/2 reads from it directly, so that pausing the socket itself would stop nothing. */
function handleOf(socket: Socket): { readStop(): void; readStart(): void } | undefined {
  return (socket as unknown as { readonly _handle?: { readStop(): void; readStart(): void } | null })._handle ?? undefined;
}
