import pb, { type ReadReq, type ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { StoredEvent } from './double-streams.js';

/** What the client cannot say itself is that no event was read at all: the greatest of 64 bits. */
const NO_POSITION = '18446744073709551615';
const DEFAULT_WINDOW = 32;

export interface SubscriptionFilter {
  passes(event: StoredEvent): boolean;
  /** Asked after each event that was looked at: whether the reader is to learn how far that was. */
  isCheckpoint(): boolean;
}

/** Only subscriptions filter; a read of `$all` ignores it, since this client does not send it. */
export function filterOf(options: ReadReq.Options): SubscriptionFilter | undefined {
  const asked = options.getFilter();
  if (!asked) return undefined;
  const expression = (asked.getEventType() ?? asked.getStreamIdentifier())!;
  const regex = expression.getRegex() ? new RegExp(expression.getRegex()) : undefined;
  const prefixes = expression.getPrefixList();
  const interval = (asked.getMax() || DEFAULT_WINDOW) * (asked.getCheckpointintervalmultiplier() || 1);
  let seen = 0;
  return {
    passes(event) {
      const text = asked.hasEventType() ? event.type : event.stream;
      return regex ? regex.test(text) : prefixes.some((prefix) => text.startsWith(prefix));
    },
    isCheckpoint: () => ++seen % interval === 0,
  };
}

export function checkpointMessage(position?: number): ReadResp {
  const text = position === undefined ? NO_POSITION : String(position);
  const checkpoint = new pb.ReadResp.Checkpoint();
  checkpoint.setCommitPosition(text);
  checkpoint.setPreparePosition(text);
  const message = new pb.ReadResp();
  message.setCheckpoint(checkpoint);
  return message;
}
