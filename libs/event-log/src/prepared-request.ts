import { canonical, Rejection, sha256, type AppendRequest, type Meta } from '@fieldledger/kernel';
import { normalInstant } from './instant.js';

/** An event as it will be stored. */
export interface PreparedEvent {
  readonly id: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly occurredAt: string;
  /** The canonical JSON of its data. */
  readonly payload: string;
  /** SHA-256 of the payload, hexadecimal. */
  readonly payloadHash: string;
}

/** A request that the database cannot refuse for its form: one that it could would take the whole batch with it. */
export interface PreparedRequest {
  readonly organization: string;
  readonly stream: string;
  /** A revision, -1 for an empty stream, -2 for any. */
  readonly expected: number;
  readonly events: readonly PreparedEvent[];
  /** Canonical JSON of what the envelope keeps of the meta. */
  readonly meta: string;
  readonly digest: string;
}

/**
 * Checks a request and makes its canonical bytes.
 * @throws Rejection `invalid-unicode`, `invalid-id`, `invalid-name`, `invalid-instant`, `envelope-too-long`, `same-id-twice`, `nothing-to-append`
 */
export function prepareRequest({ stream, expected, events, meta, digest }: AppendRequest): PreparedRequest {
  if (events.length === 0) throw new Rejection('invalid', 'nothing-to-append', 'A request to the log holds at least one event.');
  if (!SHA_256.test(digest)) throw new Rejection('invalid', 'invalid-digest', 'A digest is a SHA-256 in hexadecimal.');
  const prepared = events.map((event) => {
    const payload = canonicalText(event.data);
    return {
      id: uuid(event.id),
      type: name(event.type),
      schemaVersion: event.schemaVersion,
      occurredAt: normalInstant(event.occurredAt),
      payload,
      payloadHash: sha256(payload),
    };
  });
  if (prepared.length > 1 && new Set(prepared.map(({ id }) => id)).size < prepared.length) {
    throw new Rejection('invalid', 'same-id-twice', 'Each event of a request has an id of its own.');
  }
  return {
    organization: uuid(meta.organization),
    stream: name(stream),
    expected: expected === 'none' ? -1 : expected === 'any' ? -2 : expected,
    events: prepared,
    meta: metaText(meta),
    digest: digest.toLowerCase(),
  };
}

const SHA_256 = /^[0-9a-f]{64}$/i;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const CONTROL = /[\u0000-\u001f\u007f]/;
/** The escape of NUL, and not the text of that escape: an even number of backslashes stands before it. */
const ESCAPED_NUL = /(?<!\\)(?:\\\\)*\\u0000/;

/** A NUL is well-formed JSON, but many a database and reader downstream cannot hold it. */
function canonicalText(value: unknown): string {
  let text: string;
  try {
    text = canonical(value);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw invalidUnicode(error.message);
  }
  if (text.includes('\\u0000') && ESCAPED_NUL.test(text)) throw invalidUnicode('It holds the character NUL.');
  return text;
}

const invalidUnicode = (why: string) =>
  new Rejection('invalid', 'invalid-unicode', `The log cannot hold this text exactly. ${why} Mend it and send it again.`);

function uuid(text: string): string {
  if (!UUID.test(text)) throw new Rejection('invalid', 'invalid-id', 'The ids of events and organizations are UUIDs.');
  return text.toLowerCase();
}

/** In characters: what is much longer does not fit into PostgreSQL's index of streams. */
const LONGEST_NAME = 500;

/** Lists go to the database one name a line, so a name holds no line break. */
function name(text: string): string {
  if (text === '' || text.length > LONGEST_NAME || CONTROL.test(text) || !text.isWellFormed()) {
    throw new Rejection('invalid', 'invalid-name', `The name of a stream or an event type is text of at most ${LONGEST_NAME} characters, none of them a control character.`);
  }
  return text;
}

/** In bytes; names and the rest of an envelope have room beside it in an entry of the ledger, which holds 65,535 (C2SP tlog-tiles). */
const LONGEST_META = 32_768;

/** The requests of one batch may share their meta: then its text is made once. */
let last: { readonly meta?: Meta; readonly text: string } = { text: '' };

function metaText(meta: Meta): string {
  if (last.meta !== meta) {
    const { actor, app, correlationId, causationId, provenance } = meta;
    const text = canonicalText({ actor, app, correlationId, causationId, provenance });
    if (Buffer.byteLength(text) > LONGEST_META) throw new Rejection('invalid', 'envelope-too-long', `Who acted, by which app, in answer to what and from which file takes at most ${LONGEST_META} bytes. Send what is longer as data of the event.`);
    last = { meta, text };
  }
  return last.text;
}
