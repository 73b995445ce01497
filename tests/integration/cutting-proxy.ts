import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Stands between clients and a server; cuts connections, or holds back what is said on them, when it is told to. */
export class CuttingProxy {
  static async start(): Promise<CuttingProxy> {
    const proxy = new CuttingProxy();
    await new Promise<void>((listening) => proxy.server.listen(0, '127.0.0.1', listening));
    return proxy;
  }

  /** The port of the server behind it. */
  target = 0;
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  private readonly server: Server = createServer((client) => {
    const server = connect(this.target, '127.0.0.1');
    const pair = [client, server] as const;
    this.pairs.add(pair);
    const gone = () => {
      this.pairs.delete(pair);
      client.destroy();
      server.destroy();
    };
    for (const socket of pair) socket.on('error', gone).on('close', gone);
    if (!this.isHolding) join(pair);
  });
  private isHolding = false;

  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Cuts one of the connections, drawn by `upTo`, in the middle of whatever it is doing. False where there is none. */
  cut(upTo: (n: number) => number): boolean {
    const pair = [...this.pairs][upTo(Math.max(1, this.pairs.size))];
    for (const socket of pair ?? []) socket.resetAndDestroy();
    return pair !== undefined;
  }

  /** Lets nothing through from now on: connections are there, and nobody answers. */
  hold(): void {
    this.isHolding = true;
    for (const pair of this.pairs) for (const socket of pair) socket.unpipe();
  }

  /** Nobody answers any more on the connections that there are, as behind a firewall that has forgotten them; new ones are let through. */
  lose(): void {
    this.hold();
    this.isHolding = false;
  }

  /** Lets through what was held back, and all that follows. */
  release(): void {
    this.isHolding = false;
    this.pairs.forEach(join);
  }

  async stop(): Promise<void> {
    for (const [client] of this.pairs) client.destroy();
    await new Promise((closed) => this.server.close(closed));
  }
}

function join([client, server]: readonly [Socket, Socket]): void {
  client.pipe(server).pipe(client);
}
