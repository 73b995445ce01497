import { status, type ServiceError } from '@grpc/grpc-js';
import type { Verdict } from './double-streams.js';
import { refusal } from './messages.js';

/** What a spec has asked to go wrong. The services go through here to store and to answer. */
export class Faults {
  delayMs = 0;
  isReadOnly = false;
  isNotLeader = false;
  private killing: { left: number; readonly stored: boolean } | undefined;
  private held: (() => void)[] | undefined;
  private isDown = false;

  constructor(private readonly server: { kill(): void; readonly port: number }) {}

  killMidAppend(n: number, stored: boolean): void {
    this.killing = { left: n, stored };
  }

  /** Stores, unless a fault stands in the way. No verdict: the server is dead, with what it stored or without. */
  append(store: () => Verdict): Verdict | ServiceError | undefined {
    if (this.isDown) return undefined;
    if (this.killing && --this.killing.left <= 0) {
      const { stored } = this.killing;
      this.killing = undefined;
      if (stored) store();
      // Nothing more is stored or answered; the sockets go a moment later, since HTTP/2 cannot be closed from within its own data.
      this.down();
      setImmediate(() => this.isDown && this.server.kill());
      return undefined;
    }
    if (!this.isReadOnly && !this.isNotLeader) return store();
    this.isNotLeader = false;
    return this.notLeader();
  }

  /** Runs the answer when it is due: at once, after the delay, or with the thaw. */
  answer(run: () => void): void {
    if (this.held) this.held.push(run);
    else if (this.delayMs > 0) setTimeout(() => (this.held ? this.held.push(run) : run()), this.delayMs);
    else run();
  }

  freeze(): void {
    this.held ??= [];
  }

  thaw(): void {
    const held = this.held ?? [];
    this.held = undefined;
    for (const run of held) run();
  }

  /** The answers owed are lost; what came in with them is not stored any more. */
  down(): void {
    this.isDown = true;
    this.killing = undefined;
    this.held = undefined;
  }

  up(): void {
    this.isDown = false;
  }

  /** A read-only replica and a node that no longer leads answer alike: with where the leader is, which is here this same server. */
  private notLeader(): ServiceError {
    return refusal(status.NOT_FOUND, 'Leader info available', 'not-leader', { 'leader-endpoint-host': '127.0.0.1', 'leader-endpoint-port': String(this.server.port) });
  }
}
