import type { EventEmitter } from 'node:events';
import { status } from '@grpc/grpc-js';
import { refusal } from './messages.js';

/** The calls that stay open, and how many there were of each kind. */
export class OpenCalls {
  readonly counts: Record<string, number> = {};
  private readonly open = new Map<EventEmitter, string>();

  count(kind: string): void {
    this.counts[kind] = (this.counts[kind] ?? 0) + 1;
  }

  /** Counts the call as open until it ends, whoever ends it. */
  add(kind: string, call: EventEmitter): AbortSignal {
    this.count(kind);
    this.open.set(call, kind);
    const ended = new AbortController();
    const end = () => {
      this.open.delete(call);
      ended.abort();
    };
    call.once('cancelled', end);
    call.once('finish', end);
    call.once('close', end);
    call.on('error', end);
    return ended.signal;
  }

  openOf(kind: string): number {
    return [...this.open.values()].filter((it) => it === kind).length;
  }

  drop(): void {
    for (const call of [...this.open.keys()]) call.emit('error', refusal(status.UNAVAILABLE, 'The server drops its streams.'));
  }
}
