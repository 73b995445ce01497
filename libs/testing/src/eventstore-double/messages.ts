import { Metadata, status, type ServiceError } from '@grpc/grpc-js';
import shared, { type StreamIdentifier } from '@eventstore/db-client/generated/shared_pb.js';
import pb, { type ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import { TOMBSTONE, type StoredEvent } from './double-streams.js';
import type { ProposedEvent } from './proposed-event.js';

/** Of the data of one append. */
export const MAX_APPEND_BYTES = 1_048_576;

const TOMBSTONE_REVISION = '9223372036854775807';
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A proposed message of either append call: their classes are two, their fields the same. */
interface ProposedMessage {
  getId(): { getString(): string } | undefined;
  getMetadataMap(): { get(key: string): string | undefined };
  getData_asU8(): Uint8Array;
  getCustomMetadata_asU8(): Uint8Array;
}

/** @throws Error for what the real server calls a bad request */
export function proposedEvent(message: ProposedMessage): ProposedEvent {
  const id = message.getId()?.getString() ?? '';
  const type = message.getMetadataMap().get('type');
  const contentType = message.getMetadataMap().get('content-type');
  if (!UUID.test(id)) throw new Error(`Unrecognized Guid format: ${id}`);
  if (!type || !contentType) throw new Error('A type and a content type are required.');
  return { id: id.toLowerCase(), type, contentType, data: message.getData_asU8(), metadata: message.getCustomMetadata_asU8() };
}

/** @throws Error when there is none */
export function streamName(identifier: StreamIdentifier | undefined): string {
  const name = Buffer.from(identifier?.getStreamName_asU8() ?? []).toString();
  if (!name) throw new Error('A stream has a name.');
  return name;
}

export function streamIdentifier(name: string): StreamIdentifier {
  const identifier = new shared.StreamIdentifier();
  identifier.setStreamName(Buffer.from(name));
  return identifier;
}

/** An answer of a read as the wire has it; it may be encoded already. */
export function encoded(message: ReadResp | Buffer): Buffer {
  return Buffer.isBuffer(message) ? message : Buffer.from(message.serializeBinary());
}

/** One event of an answer; a link that was to be resolved comes with the event it names, or without when that is gone. */
export function eventMessage(event: StoredEvent, resolved?: { readonly target: StoredEvent | undefined }): ReadResp {
  const read = new pb.ReadResp.ReadEvent();
  read.setCommitPosition(String(event.position));
  if (!resolved) read.setEvent(recordedEvent(event));
  else {
    read.setLink(recordedEvent(event));
    if (resolved.target) read.setEvent(recordedEvent(resolved.target));
  }
  const message = new pb.ReadResp();
  message.setEvent(read);
  return message;
}

function recordedEvent(event: StoredEvent): ReadResp.ReadEvent.RecordedEvent {
  const recorded = new pb.ReadResp.ReadEvent.RecordedEvent();
  const id = new shared.UUID();
  id.setString(event.id);
  recorded.setId(id);
  recorded.setStreamIdentifier(streamIdentifier(event.stream));
  recorded.setStreamRevision(event.revision === TOMBSTONE ? TOMBSTONE_REVISION : String(event.revision));
  recorded.setPreparePosition(String(event.position));
  recorded.setCommitPosition(String(event.position));
  recorded.getMetadataMap().set('content-type', event.contentType).set('created', event.created).set('type', event.type);
  recorded.setCustomMetadata(event.metadata);
  recorded.setData(event.data);
  return recorded;
}

/** A status that ends a call. `exception` is the word by which the client chooses its class of error. */
export function refusal(code: status, details: string, exception?: string, fields: Readonly<Record<string, string>> = {}): ServiceError {
  const metadata = new Metadata();
  if (exception) metadata.set('exception', exception);
  for (const [key, value] of Object.entries(fields)) metadata.set(key, value);
  return Object.assign(new Error(details), { code, details, metadata });
}

export function streamDeleted(stream: string): ServiceError {
  return refusal(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, 'stream-deleted', { 'stream-name': headerText(stream) });
}

/** What the real server's framework makes of an exception that nobody caught. */
export function thrown(): ServiceError {
  return refusal(status.UNKNOWN, 'Exception was thrown by handler.');
}

/** A header holds ASCII only. */
function headerText(text: string): string {
  return text.replace(/[^ -~]/g, '?');
}

export function wrongRevision(stream: string, expected: number, actual: number): ServiceError {
  const details = `Delete failed due to WrongExpectedVersion. Stream: ${stream}, Expected version: ${expected}, Actual version: ${actual}`;
  return refusal(status.FAILED_PRECONDITION, details, 'wrong-expected-version', {
    'stream-name': headerText(stream),
    'expected-version': String(expected),
    'actual-version': String(actual),
  });
}
