import type { ServiceError } from '@grpc/grpc-js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import pb, { type AppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import { ANY, NO_STREAM, STREAM_EXISTS, type Verdict } from './double-streams.js';
import { streamDeleted } from './messages.js';

/** An append's answer on a call of its own: here a deleted stream is a status, and a wrong revision a message. */
export function unaryAnswer(stream: string, expected: number, verdict: Verdict): ServiceError | AppendResp {
  if (verdict.outcome === 'deleted') return streamDeleted(stream);
  const response = new pb.AppendResp();
  if (verdict.outcome === 'success') response.setSuccess(success(verdict));
  else response.setWrongExpectedVersion(wrongExpectedVersion(expected, verdict.actual));
  return response;
}

function success({ revision, position }: Verdict & { outcome: 'success' }) {
  const told = new pb.AppendResp.Success();
  if (revision < 0) told.setNoStream(new shared.Empty());
  else told.setCurrentRevision(String(revision));
  if (position === undefined) told.setNoPosition(new shared.Empty());
  else {
    const at = new pb.AppendResp.Position();
    at.setCommitPosition(String(position));
    at.setPreparePosition(String(position));
    told.setPosition(at);
  }
  return told;
}

function wrongExpectedVersion(expected: number, actual: number) {
  const wrong = new pb.AppendResp.WrongExpectedVersion();
  if (actual < 0) wrong.setCurrentNoStream(new shared.Empty());
  else wrong.setCurrentRevision(String(actual));
  if (expected === ANY) wrong.setExpectedAny(new shared.Empty());
  else if (expected === NO_STREAM) wrong.setExpectedNoStream(new shared.Empty());
  else if (expected === STREAM_EXISTS) wrong.setExpectedStreamExists(new shared.Empty());
  else wrong.setExpectedRevision(String(expected));
  return wrong;
}
