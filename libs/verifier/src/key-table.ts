import { createCipheriv } from 'node:crypto';

/** Words of a key. */
export const KEY = 3;
const SLOT = KEY + 1;
/** Of the slots, filled before there are twice as many: 20 to 40 bytes to a key. */
const FILLED = 0.8;
const LONGEST = 65_535;

/** What the words of a key are made of: for each a number for every character of a text. */
export type Numbers = readonly [Int32Array, Int32Array, Int32Array];

/** The numbers that AES makes of 16 bytes that were drawn for this run. */
export function numbersOf(seed: Uint8Array): Numbers {
  const { buffer, byteOffset } = createCipheriv('aes-128-ctr', seed, Buffer.alloc(16)).update(Buffer.alloc(4 * KEY * LONGEST));
  const of = (word: number) => new Int32Array(buffer, byteOffset + 4 * LONGEST * word, LONGEST);
  return [of(0), of(1), of(2)];
}

/**
 * The key of a text with a character for each byte: three sums of its characters, each times a number of its own
 * (multilinear hashing: Carter and Wegman 1979, Lemire and Kaser 2014). Two texts have the same key with a probability of
 * 2^-72 at most, whoever chose them, since the numbers are drawn after.
 */
export function keyOf(text: string, [first, second, third]: Numbers, words: Int32Array, at: number): void {
  let [a, b, c] = [0, 0, 0];
  for (let n = 0; n < text.length; n++) {
    const char = text.charCodeAt(n) + 1;
    a = (a + Math.imul(char, first[n]!)) | 0;
    b = (b + Math.imul(char, second[n]!)) | 0;
    c = (c + Math.imul(char, third[n]!)) | 0;
  }
  words[at] = a;
  words[at + 1] = b;
  words[at + 2] = c;
}

/** What is known of up to a hundred million keys: a number above 0 for each. */
export class KeyTable {
  private slots: Int32Array;
  private used = 0;

  /** @param keys for how many there is room at first */
  constructor(keys = 1_024) {
    this.slots = new Int32Array(Math.ceil(keys / FILLED + 1) * SLOT);
  }

  /** Sets what is known of the key that stands here, and answers what was: 0 for a new one. */
  set(words: Int32Array, at: number, value: number): number {
    if (this.used >= (this.slots.length / SLOT) * FILLED) this.grow();
    const place = this.find(words, at);
    const before = this.slots[place + KEY]!;
    if (before === 0) {
      this.used += 1;
      for (let n = 0; n < KEY; n++) this.slots[place + n] = words[at + n]!;
    }
    this.slots[place + KEY] = value;
    return before;
  }

  /** Where the key is, or would be. */
  private find(words: Int32Array, at: number): number {
    const { slots } = this;
    const [a, b, c] = [words[at]!, words[at + 1]!, words[at + 2]!];
    let place = Math.floor(((a >>> 0) / 2 ** 32) * (slots.length / SLOT)) * SLOT;
    while (slots[place + KEY] !== 0 && (slots[place] !== a || slots[place + 1] !== b || slots[place + 2] !== c)) {
      place = place + SLOT < slots.length ? place + SLOT : 0;
    }
    return place;
  }

  private grow(): void {
    const old = this.slots;
    this.slots = new Int32Array(old.length * 2);
    for (let place = 0; place < old.length; place += SLOT) {
      if (old[place + KEY] !== 0) this.slots.set(old.subarray(place, place + SLOT), this.find(old, place));
    }
  }
}
