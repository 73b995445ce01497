import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** How long whoever was asking is waited for when the door is closed, to the last byte of the answer. */
const PATIENCE_MS = 10_000;

/**
 * The connections of a server, and how many answers each has under way. A server that is closed waits for all of its connections,
 * and ends by itself only those that are idle at that moment: neither those that never asked, nor those that are kept alive after
 * an answer that was under way, nor those whose answer nobody reads.
 */
export class Connections {
  private readonly answering = new Map<Socket, number>();
  private isClosed = false;

  constructor(server: Server) {
    server.on('connection', (socket: Socket) => {
      this.answering.set(socket, 0);
      socket.once('close', () => this.answering.delete(socket));
    });
    server.on('request', ({ socket }, response) => {
      this.count(socket, 1);
      response.once('close', () => this.count(socket, -1));
    });
  }

  /** Ends each as soon as it has no answer under way; after ten seconds all. Whether the server takes more is for the server to say. */
  close(): void {
    this.isClosed = true;
    for (const socket of this.answering.keys()) this.count(socket, 0);
    setTimeout(() => this.answering.forEach((_, socket) => socket.destroy()), PATIENCE_MS).unref();
  }

  private count(socket: Socket, more: number): void {
    const open = this.answering.get(socket);
    if (open === undefined) return;
    this.answering.set(socket, open + more);
    if (this.isClosed && open + more === 0) socket.end();
  }
}
