import type { handleUnaryCall, sendUnaryData, ServiceError } from '@grpc/grpc-js';
import pb, { type DeleteReq, type DeleteResp, type TombstoneReq, type TombstoneResp } from '@eventstore/db-client/generated/streams_pb.js';
import { ANY, NO_STREAM, STREAM_EXISTS, type DoubleStreams, type Verdict } from './double-streams.js';
import type { Faults } from './faults.js';
import { streamDeleted, streamName, thrown, wrongRevision } from './messages.js';
import type { OpenCalls } from './open-calls.js';

type Options = DeleteReq.Options | TombstoneReq.Options;

/** The soft deletion, which an append undoes, and the tombstone, which nothing does. */
export class DeleteService {
  constructor(
    private readonly streams: DoubleStreams,
    private readonly faults: Faults,
    private readonly open: OpenCalls,
  ) {}

  readonly delete: handleUnaryCall<DeleteReq, DeleteResp> = (call, callback) => {
    this.open.count('delete');
    this.answer(call.request.getOptions(), callback, (stream, expected) => this.streams.delete(stream, expected), (text) => {
      const position = new pb.DeleteResp.Position();
      position.setCommitPosition(text);
      position.setPreparePosition(text);
      const response = new pb.DeleteResp();
      response.setPosition(position);
      return response;
    });
  };

  readonly tombstone: handleUnaryCall<TombstoneReq, TombstoneResp> = (call, callback) => {
    this.open.count('tombstone');
    this.answer(call.request.getOptions(), callback, (stream, expected) => this.streams.tombstone(stream, expected), (text) => {
      const position = new pb.TombstoneResp.Position();
      position.setCommitPosition(text);
      position.setPreparePosition(text);
      const response = new pb.TombstoneResp();
      response.setPosition(position);
      return response;
    });
  };

  private answer<Response>(
    options: Options | undefined,
    callback: sendUnaryData<Response>,
    run: (stream: string, expected: number) => Verdict,
    respond: (position: string) => Response,
  ): void {
    const reply = (error: ServiceError | null, response?: Response) => this.faults.answer(() => callback(error, response));
    try {
      const stream = streamName(options!.getStreamIdentifier());
      const expected = expectedOf(options!);
      const verdict = run(stream, expected);
      if (verdict.outcome === 'deleted') reply(streamDeleted(stream));
      else if (verdict.outcome === 'wrong-revision') reply(wrongRevision(stream, expected, verdict.actual));
      else reply(null, respond(String(verdict.position)));
    } catch {
      reply(thrown());
    }
  }
}

function expectedOf(options: Options): number {
  if (options.hasAny()) return ANY;
  if (options.hasNoStream()) return NO_STREAM;
  return options.hasStreamExists() ? STREAM_EXISTS : Number(options.getRevision());
}
