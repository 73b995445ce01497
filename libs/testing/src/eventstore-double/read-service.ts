import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { status, type ServerWritableStream } from '@grpc/grpc-js';
import pb, { type ReadReq, type ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import { TOMBSTONE, type DoubleStreams, type StoredEvent } from './double-streams.js';
import { encodedEvent } from './encoded-event.js';
import type { Faults } from './faults.js';
import { linkedEvent } from './linked-event.js';
import { eventMessage, refusal, streamDeleted, streamIdentifier, streamName, thrown } from './messages.js';
import type { OpenCalls } from './open-calls.js';
import { checkpointMessage, filterOf } from './subscription-filter.js';

type Call = ServerWritableStream<ReadReq, ReadResp | Buffer>;

/** Where a subscription stands: the list it follows, and the index of what comes next. */
interface Cursor {
  readonly list: readonly StoredEvent[];
  next: number;
}

/** One call for everything that is read: a stream or `$all`, to its end or for ever. */
export class ReadService {
  constructor(
    private readonly streams: DoubleStreams,
    private readonly faults: Faults,
    private readonly open: OpenCalls,
  ) {}

  readonly read = (call: Call): void => {
    const ended = this.open.add('read', call);
    this.faults.answer(() => {
      this.answer(call, ended).catch((error: unknown) => {
        if (!ended.aborted) call.emit('error', error instanceof Error && 'code' in error ? error : thrown());
      });
    });
  };

  /** @throws ServiceError */
  private async answer(call: Call, ended: AbortSignal): Promise<void> {
    const options = call.request.getOptions()!;
    const resolve = options.getResolveLinks();
    if (options.hasSubscription()) return this.follow(call, ended, options.hasAll() ? this.cursorInAll(options) : this.cursorInStream(options), resolve);
    const found = options.hasAll() ? this.pageOfAll(options) : this.pageOfStream(options);
    if (found === 'for-ever') return;
    if (typeof found === 'string') call.write(notFound(found));
    else for (const event of found) if (!(await this.sent(call, ended, this.message(event, resolve)))) return;
    call.end();
  }

  /** The events to answer with, or the name of the stream that is not there. */
  private pageOfStream(options: ReadReq.Options): Iterable<StoredEvent> | string {
    const asked = options.getStream()!;
    const stream = streamName(asked.getStreamIdentifier());
    const backwards = isBackwards(options);
    const count = Number(options.getCount());
    if (this.streams.isDeleted(stream)) throw streamDeleted(stream);
    const found = this.streams.readable(stream);
    if (count === 0 || (asked.hasEnd() && !backwards)) throw refusal(status.UNKNOWN, 'Unexpected ReadStreamResult: Error');
    if (!found) return stream;
    const { events, from } = found;
    const last = events.length - 1;
    const start = asked.hasStart() ? 0 : asked.hasEnd() ? last : Number(asked.getRevision());
    return backwards ? downwards(events, Math.min(start, last), count, from) : upwards(events, Math.max(start, from), count);
  }

  /** Forwards the position is inclusive, backwards exclusive. A count of nothing is never answered. */
  private pageOfAll(options: ReadReq.Options): Iterable<StoredEvent> | 'for-ever' {
    const { all } = this.streams;
    const backwards = isBackwards(options);
    const count = Number(options.getCount());
    if (count === 0) return 'for-ever';
    const index = this.indexInAll(options.getAll()!);
    return backwards ? downwards(all, index - 1, count, 0) : upwards(all, index, count);
  }

  /** The index of what follows the position: the event that stands there included. */
  private indexInAll(asked: ReadReq.Options.AllOptions): number {
    if (asked.hasStart()) return 0;
    if (asked.hasEnd()) return this.streams.all.length;
    const commit = Number(asked.getPosition()!.getCommitPosition());
    if (Number(asked.getPosition()!.getPreparePosition()) > commit) throw thrown();
    if (!this.streams.isRecord(commit)) throw refusal(status.UNKNOWN, 'Unexpected ReadAllResult: InvalidPosition');
    return this.streams.indexAt(commit);
  }

  /** A subscription begins behind its position, not at it. */
  private cursorInAll(options: ReadReq.Options): Cursor {
    const list = this.streams.all;
    const asked = options.getAll()!;
    const next = this.indexInAll(asked);
    const isAt = asked.hasPosition() && list[next]?.position === Number(asked.getPosition()!.getCommitPosition());
    return { list, next: isAt ? next + 1 : next };
  }

  private cursorInStream(options: ReadReq.Options): Cursor {
    const asked = options.getStream()!;
    const stream = streamName(asked.getStreamIdentifier());
    if (this.streams.isDeleted(stream)) throw streamDeleted(stream);
    const list = this.streams.history(stream);
    const from = this.streams.readable(stream)?.from ?? list.length;
    const next = asked.hasStart() ? 0 : asked.hasEnd() ? list.length : Number(asked.getRevision()) + 1;
    return { list, next: Math.max(next, from) };
  }

  private async follow(call: Call, ended: AbortSignal, cursor: Cursor, resolve: boolean): Promise<void> {
    const filter = filterOf(call.request.getOptions()!);
    call.write(confirmation());
    let passed = 0;
    for (let caughtUp = false; !ended.aborted; ) {
      while (cursor.next < cursor.list.length) {
        const event = cursor.list[cursor.next++]!;
        const passes = filter?.passes(event) ?? true;
        if (passes) passed++;
        if (passes && !(await this.sent(call, ended, this.message(event, resolve)))) return;
        if (filter?.isCheckpoint() && !(await this.sent(call, ended, checkpointMessage(event.position)))) return;
      }
      if (!caughtUp) {
        if (filter && passed === 0) call.write(checkpointMessage());
        call.write(caughtUpMessage());
        caughtUp = true;
      }
      await this.streams.grown(ended);
    }
  }

  private message(event: StoredEvent, resolve: boolean): ReadResp | Buffer {
    const link = resolve ? linkedEvent(event, this.streams) : undefined;
    // No number holds a tombstone's revision.
    return link || event.revision === TOMBSTONE ? eventMessage(event, link) : (event.encoded ??= encodedEvent(event));
  }

  /** Waits where the reader is slower. False once it has gone. */
  private async sent(call: Call, ended: AbortSignal, message: ReadResp | Buffer): Promise<boolean> {
    if (ended.aborted) return false;
    if (!call.write(message)) await once(call, 'drain', { signal: ended }).catch(() => undefined);
    return !ended.aborted;
  }
}

function isBackwards(options: ReadReq.Options): boolean {
  return options.getReadDirection() === pb.ReadReq.Options.ReadDirection.BACKWARDS;
}

function* upwards(events: readonly StoredEvent[], start: number, count: number): Iterable<StoredEvent> {
  // The end is that of the moment: a read does not run after the writers.
  for (let i = start, end = Math.min(events.length, start + count); i < end; i++) yield events[i]!;
}

function* downwards(events: readonly StoredEvent[], start: number, count: number, from: number): Iterable<StoredEvent> {
  for (let i = start, end = Math.max(from, start - count + 1); i >= end; i--) yield events[i]!;
}

function notFound(stream: string): ReadResp {
  const missing = new pb.ReadResp.StreamNotFound();
  missing.setStreamIdentifier(streamIdentifier(stream));
  const message = new pb.ReadResp();
  message.setStreamNotFound(missing);
  return message;
}

function confirmation(): ReadResp {
  const confirmed = new pb.ReadResp.SubscriptionConfirmation();
  confirmed.setSubscriptionId(randomUUID());
  const message = new pb.ReadResp();
  message.setConfirmation(confirmed);
  return message;
}

function caughtUpMessage(): ReadResp {
  const message = new pb.ReadResp();
  message.setCaughtUp(new pb.ReadResp.CaughtUp());
  return message;
}
