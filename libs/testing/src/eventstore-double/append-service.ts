import { status, type sendUnaryData, type ServerDuplexStream, type ServerReadableStream } from '@grpc/grpc-js';
import type { AppendReq, AppendResp, BatchAppendReq, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import { unaryAnswer } from './append-answer.js';
import { badRequest, batchAnswer, deadlineExceeded, tooLarge } from './batch-answer.js';
import { ANY, NO_STREAM, STREAM_EXISTS, type DoubleStreams } from './double-streams.js';
import type { ProposedEvent } from './proposed-event.js';
import type { Faults } from './faults.js';
import { MAX_APPEND_BYTES, proposedEvent, refusal, streamName, thrown } from './messages.js';
import type { OpenCalls } from './open-calls.js';

/** What the real server's gRPC accepts in one message, whatever it then says of the append. */
const MAX_MESSAGE_BYTES = 17 * 1024 * 1024;

interface Pending {
  readonly stream: string;
  readonly expected: number;
  readonly events: ProposedEvent[];
}

/** The two ways to append: many on one stream of both directions, which the client prefers, and one for each call. */
export class AppendService {
  constructor(
    private readonly streams: DoubleStreams,
    private readonly faults: Faults,
    private readonly open: OpenCalls,
  ) {}

  readonly batchAppend = (call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>): void => {
    const pending = new Map<string, Pending>();
    this.open.add('batchAppend', call);
    call.on('data', (request: BatchAppendReq) => this.receive(call, pending, request));
    call.on('end', () => call.end());
  };

  readonly append = (call: ServerReadableStream<AppendReq, AppendResp>, callback: sendUnaryData<AppendResp>): void => {
    this.open.count('append');
    const requests: AppendReq[] = [];
    call.on('data', (request: AppendReq) => requests.push(request));
    call.on('error', () => undefined);
    call.on('end', () => this.appendOne(requests, callback));
  };

  private receive(call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>, pending: Map<string, Pending>, request: BatchAppendReq): void {
    // What a dead connection had brought along is not for the server that starts after it.
    if (call.cancelled) return;
    const correlation = request.getCorrelationId()!.getString();
    const options = request.getOptions();
    const answer = (response: BatchAppendResp) => {
      response.setCorrelationId(request.getCorrelationId());
      this.faults.answer(() => void (call.writable && call.write(response)));
    };
    if (options) {
      // A wall-clock time of the client: a client whose clock is behind fails every append.
      const deadline = options.getDeadline()?.toDate().getTime() ?? Infinity;
      if (deadline <= Date.now()) return answer(deadlineExceeded(options.getStreamIdentifier()));
    }
    try {
      if (options) pending.set(correlation, { stream: streamName(options.getStreamIdentifier()), expected: expectedRevision(options, options.getStreamPosition()), events: [] });
      pending.get(correlation)?.events.push(...request.getProposedMessagesList().map(proposedEvent));
    } catch (error) {
      pending.delete(correlation);
      return answer(badRequest(options?.getStreamIdentifier(), (error as Error).message));
    }
    const append = pending.get(correlation);
    if (!append) return;
    const bytes = bytesOf(append.events);
    if (bytes > MAX_MESSAGE_BYTES) return void call.emit('error', exhausted());
    if (bytes > MAX_APPEND_BYTES) {
      pending.delete(correlation);
      return answer(tooLarge(append.stream));
    }
    if (!request.getIsFinal()) return;
    pending.delete(correlation);
    this.open.count('batchAppendRequest');
    const { stream, expected, events } = append;
    const verdict = this.faults.append(() => this.streams.append(stream, expected, events));
    if (verdict instanceof Error) this.faults.answer(() => call.emit('error', verdict));
    else if (verdict) answer(batchAnswer(stream, expected, verdict));
  }

  private appendOne(requests: readonly AppendReq[], callback: sendUnaryData<AppendResp>): void {
    const reply: sendUnaryData<AppendResp> = (error, response) => this.faults.answer(() => callback(error, response));
    try {
      const options = requests[0]!.getOptions()!;
      const stream = streamName(options.getStreamIdentifier());
      const expected = expectedRevision(options, options.getRevision());
      const events = requests.slice(1).map((request) => proposedEvent(request.getProposedMessage()!));
      const bytes = bytesOf(events);
      if (bytes > MAX_MESSAGE_BYTES) return reply(exhausted());
      if (bytes > MAX_APPEND_BYTES) {
        return reply(refusal(status.INVALID_ARGUMENT, `Maximum Append Size of ${MAX_APPEND_BYTES} Exceeded.`, 'maximum-append-size-exceeded', { 'maximum-append-size': String(MAX_APPEND_BYTES) }));
      }
      const verdict = this.faults.append(() => this.streams.append(stream, expected, events));
      if (!verdict) return;
      const answer = verdict instanceof Error ? verdict : unaryAnswer(stream, expected, verdict);
      if (answer instanceof Error) reply(answer);
      else reply(null, answer);
    } catch {
      reply(thrown());
    }
  }
}

function expectedRevision(options: { hasAny(): boolean; hasNoStream(): boolean; hasStreamExists(): boolean }, revision: string): number {
  if (options.hasAny()) return ANY;
  if (options.hasNoStream()) return NO_STREAM;
  return options.hasStreamExists() ? STREAM_EXISTS : Number(revision);
}

/** Only the data is counted, as measured: metadata of twice the limit passed. */
function bytesOf(events: readonly ProposedEvent[]): number {
  return events.reduce((sum, { data }) => sum + data.length, 0);
}

function exhausted() {
  return refusal(status.RESOURCE_EXHAUSTED, 'Received message exceeds the maximum configured message size.');
}
