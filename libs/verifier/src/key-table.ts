import { hash, randomFillSync } from 'node:crypto';

/** A key of 128 bits and what is known of it. */
const WORDS = 5;
/** Of the slots, filled before there are twice as many: 25 to 50 bytes to a key. */
const FILLED = 0.8;

/**
 * What is known of up to a few hundred million keys: a number above 0 for each. Where a key lies depends on numbers
 * drawn for this run, so that nobody can choose ids that all meet in one place.
 */
export class KeyTable {
  private slots: Uint32Array;
  private used = 0;
  private readonly salt = randomFillSync(new Uint32Array(6)).map((word) => word | 1);

  /** @param keys for how many there is room at first */
  constructor(keys = 1_024) {
    this.slots = new Uint32Array(Math.ceil(keys / FILLED + 1) * WORDS);
  }

  /** Sets what is known of a key, and answers what was: 0 for a new one. */
  set(words: Uint32Array, at: number, value: number): number {
    const known = this.place(words, at) + 4;
    const before = this.slots[known]!;
    this.slots[known] = value;
    return before;
  }

  /** What is known of a key; nothing was if that is the value given here. */
  getOrSet(words: Uint32Array, at: number, value: number): number {
    const known = this.place(words, at) + 4;
    return this.slots[known]! || (this.slots[known] = value);
  }

  /** Where the key is, from now on if it was nowhere. */
  private place(words: Uint32Array, at: number): number {
    if (this.used >= (this.slots.length / WORDS) * FILLED) this.grow();
    const place = this.find(words, at);
    if (this.slots[place + 4] === 0) {
      this.used += 1;
      for (let n = 0; n < 4; n++) this.slots[place + n] = words[at + n]!;
    }
    return place;
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
    this.slots = new Uint32Array(old.length * 2);
    for (let place = 0; place < old.length; place += WORDS) {
      if (old[place + 4] !== 0) this.slots.set(old.subarray(place, place + WORDS), this.find(old, place));
    }
  }
}

const HEX = new Uint8Array(256).fill(255);
for (const [value, digit] of [...'0123456789abcdef'].entries()) HEX[digit.charCodeAt(0)] = value;

/** The 128 bits of a UUID that stands in these bytes; of another id, the first of its hash. Never only zeroes. */
export function keyOfId(bytes: Buffer, from: number, to: number, words: Uint32Array, at: number): void {
  if (to - from === 36 && isUuid(bytes, from, words, at)) return;
  const digest = hash('sha256', bytes.subarray(from, to), 'hex');
  for (let n = 0; n < 4; n++) words[at + n] = parseInt(digest.slice(8 * n, 8 * n + 8), 16);
}

function isUuid(bytes: Buffer, from: number, words: Uint32Array, at: number): boolean {
  let place = 0;
  for (let n = 0; n < 4; n++) {
    let word = 0;
    for (let digits = 0; digits < 8; place++) {
      const byte = bytes[from + place]!;
      if (byte === 45 && (place === 8 || place === 13 || place === 18 || place === 23)) continue;
      const value = HEX[byte]!;
      if (value === 255) return false;
      word = (word << 4) | value;
      digits += 1;
    }
    words[at + n] = word >>> 0;
  }
  return place === 36 && (words[at]! | words[at + 1]! | words[at + 2]! | words[at + 3]!) !== 0;
}

/** HalfSipHash-2-4 (Aumasson and Bernstein), 64 bits, and the length: under a key drawn for this run nobody can aim at a collision. */
export function keyOfName(bytes: Buffer, from: number, to: number, [k0, k1]: readonly [number, number], words: Uint32Array, at: number): void {
  let v0 = k0;
  let v1 = k1 ^ 0xee;
  let v2 = 0x6c796765 ^ k0;
  let v3 = 0x74656462 ^ k1;
  const full = (to - from) >> 2;
  // The words of the text, then what is left of it and its length, then two more steps that only stir.
  for (let step = 0, place = from; step < full + 3; step++) {
    let word = 0;
    if (step < full) {
      word = bytes[place]! | (bytes[place + 1]! << 8) | (bytes[place + 2]! << 16) | (bytes[place + 3]! << 24);
      place += 4;
    } else if (step === full) {
      word = (to - from) << 24;
      for (let shift = 0; place < to; place++, shift += 8) word |= bytes[place]! << shift;
    } else if (step === full + 1) {
      v2 ^= 0xee;
    } else {
      words[at] = v1 ^ v3;
      v1 ^= 0xdd;
    }
    v3 ^= word;
    for (let round = step > full ? 4 : 2; round > 0; round--) {
      v0 = (v0 + v1) | 0;
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
      v0 = (v0 << 16) | (v0 >>> 16);
      v2 = (v2 + v3) | 0;
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
      v0 = (v0 + v3) | 0;
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
      v2 = (v2 + v1) | 0;
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
      v2 = (v2 << 16) | (v2 >>> 16);
    }
    v0 ^= word;
  }
  words[at + 1] = v1 ^ v3;
  words[at + 2] = to - from;
  words[at + 3] = 0;
}
