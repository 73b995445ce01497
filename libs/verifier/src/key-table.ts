import { hash, randomFillSync } from 'node:crypto';

/** A key of 128 bits and what is known of it. */
const WORDS = 5;
/** Of the slots, filled before there are half as many again: 25 to 38 bytes to a key. */
const FILLED = 0.8;

/**
 * What is known of up to a few hundred million keys: a number above 0 for each. Where a key lies depends on numbers
 * drawn for this run, so that nobody can choose ids that all meet in one place.
 */
export class KeyTable {
  private slots = new Uint32Array(1_024 * WORDS);
  private used = 0;
  private readonly salt = randomFillSync(new Uint32Array(6)).map((word) => word | 1);

  /** Sets what is known of a key, and answers what was: 0 for a new one. */
  set(words: Uint32Array, at: number, value: number): number {
    if (this.used >= (this.slots.length / WORDS) * FILLED) this.grow();
    const slot = this.find(words, at);
    const before = this.slots[slot + 4]!;
    if (before === 0) {
      this.used += 1;
      for (let n = 0; n < 4; n++) this.slots[slot + n] = words[at + n]!;
    }
    this.slots[slot + 4] = value;
    return before;
  }

  /** Where the key is, or would be. */
  private find(words: Uint32Array, at: number): number {
    const { slots, salt } = this;
    const count = slots.length / WORDS;
    let mixed = salt[0]!;
    for (let n = 0; n < 4; n++) {
      mixed = Math.imul(mixed ^ words[at + n]! ^ (mixed >>> 15), salt[n + 1]!);
    }
    mixed ^= mixed >>> 16;
    let slot = Math.floor(((Math.imul(mixed, salt[5]!) >>> 0) / 2 ** 32) * count);
    for (; ; slot = slot + 1 < count ? slot + 1 : 0) {
      const place = slot * WORDS;
      if (slots[place + 4] === 0) return place;
      if (slots[place] === words[at] && slots[place + 1] === words[at + 1] && slots[place + 2] === words[at + 2] && slots[place + 3] === words[at + 3]) return place;
    }
  }

  private grow(): void {
    const old = this.slots;
    this.slots = new Uint32Array(Math.floor((old.length / WORDS) * 1.5) * WORDS);
    for (let place = 0; place < old.length; place += WORDS) {
      if (old[place + 4] !== 0) this.slots.set(old.subarray(place, place + WORDS), this.find(old, place));
    }
  }
}

const HEX = new Uint8Array(128).fill(255);
for (const [value, digit] of [...'0123456789abcdef'].entries()) HEX[digit.charCodeAt(0)] = value;
const DASHES = [8, 13, 18, 23];

/** The first 128 bits of a text's hash. */
export function keyOfText(text: string, words: Uint32Array, at: number): void {
  const digest = hash('sha256', text, 'hex');
  for (let n = 0; n < 4; n++) words[at + n] = parseInt(digest.slice(8 * n, 8 * n + 8), 16);
}

/** The 128 bits of a UUID; another id is hashed. Never only zeroes. */
export function keyOfId(id: string, words: Uint32Array, at: number): void {
  if (id.length !== 36 || !isUuid(id, words, at)) keyOfText(id, words, at);
}

function isUuid(text: string, words: Uint32Array, at: number): boolean {
  let place = 0;
  for (let n = 0; n < 4; n++) {
    let word = 0;
    for (let digits = 0; digits < 8; place++) {
      const code = text.charCodeAt(place);
      if (code === 45 && DASHES.includes(place)) continue;
      const value = code < 128 ? HEX[code]! : 255;
      if (value === 255) return false;
      word = (word << 4) | value;
      digits += 1;
    }
    words[at + n] = word >>> 0;
  }
  return place === 36 && words.subarray(at, at + 4).some((word) => word !== 0);
}
