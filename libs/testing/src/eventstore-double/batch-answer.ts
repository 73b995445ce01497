import { status as code } from '@grpc/grpc-js';
import shared, { type StreamIdentifier } from '@eventstore/db-client/generated/shared_pb.js';
import rpc from '@eventstore/db-client/generated/status_pb.js';
import pb, { type BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import any from 'google-protobuf/google/protobuf/any_pb.js';
import empty from 'google-protobuf/google/protobuf/empty_pb.js';
import { ANY, NO_STREAM, STREAM_EXISTS, type Verdict } from './double-streams.js';
import { MAX_APPEND_BYTES, streamIdentifier } from './messages.js';

/** An append's answer on the batch stream; who calls adds the correlation id. */
export function batchAnswer(stream: string, expected: number, verdict: Verdict): BatchAppendResp {
  const identifier = streamIdentifier(stream);
  switch (verdict.outcome) {
    case 'success':
      return success(identifier, verdict);
    case 'wrong-revision':
      return problem(identifier, code.ALREADY_EXISTS, 'WrongExpectedVersion', wrongExpectedVersion(expected, verdict.actual));
    case 'deleted': {
      const deleted = new shared.StreamDeleted();
      deleted.setStreamIdentifier(identifier);
      return problem(identifier, code.NOT_FOUND, 'StreamDeleted', deleted);
    }
  }
}

export function badRequest(identifier: StreamIdentifier | undefined, message: string): BatchAppendResp {
  const bad = new shared.BadRequest();
  bad.setMessage(message);
  return problem(identifier, code.INVALID_ARGUMENT, 'BadRequest', bad);
}

export function deadlineExceeded(identifier: StreamIdentifier | undefined): BatchAppendResp {
  return problem(identifier, code.DEADLINE_EXCEEDED, 'Timeout', new shared.Timeout());
}

export function tooLarge(stream: string): BatchAppendResp {
  const large = new shared.MaximumAppendSizeExceeded();
  large.setMaxappendsize(MAX_APPEND_BYTES);
  return problem(streamIdentifier(stream), code.INVALID_ARGUMENT, 'MaximumAppendSizeExceeded', large);
}

function success(identifier: StreamIdentifier, { revision, position }: Verdict & { outcome: 'success' }): BatchAppendResp {
  const told = new pb.BatchAppendResp.Success();
  if (revision < 0) told.setNoStream(new empty.Empty());
  else told.setCurrentRevision(String(revision));
  if (position === undefined) told.setNoPosition(new empty.Empty());
  else {
    const at = new shared.AllStreamPosition();
    at.setCommitPosition(String(position));
    at.setPreparePosition(String(position));
    told.setPosition(at);
  }
  const response = new pb.BatchAppendResp();
  response.setStreamIdentifier(identifier);
  response.setSuccess(told);
  return response;
}

function wrongExpectedVersion(expected: number, actual: number) {
  const wrong = new shared.WrongExpectedVersion();
  if (actual < 0) wrong.setCurrentNoStream(new empty.Empty());
  else wrong.setCurrentStreamRevision(String(actual));
  if (expected === ANY) wrong.setExpectedAny(new empty.Empty());
  else if (expected === NO_STREAM) wrong.setExpectedNoStream(new empty.Empty());
  else if (expected === STREAM_EXISTS) wrong.setExpectedStreamExists(new empty.Empty());
  else wrong.setExpectedStreamPosition(String(expected));
  return wrong;
}

/** A refusal is a message, so that the stream lives on; the client chooses its class of error by the type of the details. */
function problem(identifier: StreamIdentifier | undefined, number: code, name: string, details: { serializeBinary(): Uint8Array }): BatchAppendResp {
  const packed = new any.Any();
  packed.pack(details.serializeBinary(), `event_store.client.${name}`);
  const error = new rpc.Status();
  error.setCode(number as number);
  error.setMessage(name);
  error.setDetails(packed);
  const response = new pb.BatchAppendResp();
  response.setStreamIdentifier(identifier);
  response.setError(error);
  return response;
}
