import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { canonical } from '@fieldledger/kernel';
import { keyedDigest } from './keyed-digest.js';

/** A value that only the holder of one person's key can read. It stands in an event as it is, so that no byte changes when the key is destroyed. */
export interface Sealed {
  /** Whose key: the person's subject, a UUID that means nothing by itself. */
  readonly key: string;
  /** 96 bits, base64url; never used twice under one key. */
  readonly nonce: string;
  /** AES-256-GCM: ciphertext and tag, base64url. */
  readonly text: string;
  /** A keyed digest of the value: equal values of one person have equal marks, and without the key a mark says nothing. */
  readonly mark: string;
}

/** Where a sealed value stands: it opens there and nowhere else. */
export interface Place {
  readonly eventId: string;
  /** The member of the event's data. */
  readonly field: string;
}

/** Whether a member of an event's data is sealed. */
export function isSealed(value: unknown): value is Sealed {
  const it = value as Partial<Sealed> | null;
  return typeof it === 'object' && it !== null && typeof it.key === 'string' && typeof it.nonce === 'string' && typeof it.text === 'string' && typeof it.mark === 'string';
}

/** The same members, with the mark alone of what is sealed: what two requests that say the same have in common. */
export function markedOf(members: object): object {
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [name, isSealed(value) ? { mark: value.mark } : value]));
}

/** One person's data key: seals, opens and marks what is said of that person. */
export class PersonKey {
  private readonly marking: Buffer;

  constructor(
    readonly subject: string,
    private readonly dataKey: Buffer,
  ) {
    this.marking = Buffer.from(keyedDigest(dataKey, 'fieldledger/mark'), 'hex');
  }

  /** Seals a JSON value for one place. */
  seal(value: unknown, place: Place): Sealed {
    return this.sealText(this.marked(value), place);
  }

  /** The canonical text of a value, and the mark that it will have: equal values of one person have equal marks. */
  marked(value: unknown): Marked {
    const clear = canonical(value);
    return { clear, mark: Buffer.from(keyedDigest(this.marking, clear).slice(0, 2 * MARK_BYTES), 'hex').toString('base64url') };
  }

  /** Seals what was marked, for one place. */
  sealText({ clear, mark }: Marked, place: Place): Sealed {
    const nonce = nextNonce();
    const cipher = createCipheriv('aes-256-gcm', this.dataKey, nonce);
    cipher.setAAD(boundTo(place, this.subject));
    const text = Buffer.concat([cipher.update(clear, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return { key: this.subject, nonce: nonce.toString('base64url'), text: text.toString('base64url'), mark };
  }

  /** @throws Error when the value was sealed for another place, with another key, or was changed */
  open(sealed: Sealed, place: Place): unknown {
    const bytes = Buffer.from(sealed.text, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', this.dataKey, Buffer.from(sealed.nonce, 'base64url'), { authTagLength: TAG_BYTES });
    decipher.setAAD(boundTo(place, this.subject));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    return JSON.parse(decipher.update(bytes.subarray(0, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8'));
  }
}

/** A value on its way to be sealed. */
export interface Marked {
  readonly clear: string;
  readonly mark: string;
}

const TAG_BYTES = 16;
const MARK_BYTES = 16;

function boundTo({ eventId, field }: Place, subject: string): Buffer {
  return Buffer.from(canonical(['fieldledger/sealed/1', eventId, field, subject]));
}

/**
 * Eight random bytes that this process drew for itself, then a counter: within a process no nonce repeats, and two
 * processes would have to draw the same 64 bits. When the counter is used up, others are drawn.
 */
let drawn = randomBytes(8);
let counter = 0;

function nextNonce(): Buffer {
  if (counter === 0xffff_ffff) {
    drawn = randomBytes(8);
    counter = 0;
  }
  const nonce = Buffer.allocUnsafe(12);
  drawn.copy(nonce);
  nonce.writeUInt32BE(counter++, 8);
  return nonce;
}
