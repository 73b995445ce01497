import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';

/** A byte that is not text in the file's encoding. `at` counts from 0. */
export class UnreadableByte extends Error {
  constructor(
    readonly at: number,
    readonly encoding: string,
  ) {
    super(`Byte ${at} is not ${encoding}.`);
    this.name = 'UnreadableByte';
  }
}

/**
 * A file's bytes as UTF-8 without a byte order mark, whatever the file was written in. Without a named encoding it must
 * be UTF-8, or UTF-16 with a byte order mark: a guess among the others would be wrong one name in a hundred, silently.
 * What comes before an unreadable byte is handed on first.
 * @throws UnreadableByte; Error when the encoding is unknown
 */
export async function* utf8Bytes(chunks: AsyncIterable<Buffer>, named?: string): AsyncGenerator<Buffer> {
  let convert: Convert | undefined;
  let offset = 0;
  let carried: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    let bytes = carried.length > 0 ? Buffer.concat([carried, chunk]) : chunk;
    if (!convert) {
      if (bytes.length < LONGEST_MARK) {
        carried = bytes;
        continue;
      }
      const start = opening(bytes, named);
      convert = start.convert;
      offset = start.markBytes;
      bytes = bytes.subarray(start.markBytes);
    }
    const { text, taken } = convert(bytes, offset, false);
    if (text.length > 0) yield text;
    if (taken < 0) throw new UnreadableByte(offset - taken - 1, convert.encoding);
    carried = bytes.subarray(taken);
    offset += taken;
  }
  if (!convert) {
    const start = opening(carried, named);
    convert = start.convert;
    offset = start.markBytes;
    carried = carried.subarray(start.markBytes);
  }
  const { text, taken } = convert(carried, offset, true);
  if (text.length > 0) yield text;
  if (taken < 0) throw new UnreadableByte(offset - taken - 1, convert.encoding);
}

/** Converts what is whole of a piece. `taken` is how many bytes that was, or -(n + 1) when byte n of the piece is unreadable. */
interface Convert {
  (bytes: Buffer, offset: number, last: boolean): { text: Buffer; taken: number };
  readonly encoding: string;
}

const LONGEST_MARK = 3;

function opening(bytes: Buffer, named: string | undefined): { convert: Convert; markBytes: number } {
  const marked = MARKS.find(({ mark }) => bytes.subarray(0, mark.length).equals(mark));
  if (marked) return { convert: strict(marked.encoding), markBytes: marked.mark.length };
  const encoding = (named ?? 'utf-8').toLowerCase();
  if (/^utf-?8$/.test(encoding)) return { convert: strict('utf-8'), markBytes: 0 };
  if (/^utf-?16(le)?$/.test(encoding)) return { convert: strict('utf-16le'), markBytes: 0 };
  if (/^utf-?16be$/.test(encoding)) return { convert: strict('utf-16be'), markBytes: 0 };
  return { convert: byTable(encoding), markBytes: 0 };
}

const MARKS = [
  { mark: Buffer.from([0xef, 0xbb, 0xbf]), encoding: 'utf-8' },
  { mark: Buffer.from([0xff, 0xfe]), encoding: 'utf-16le' },
  { mark: Buffer.from([0xfe, 0xff]), encoding: 'utf-16be' },
] as const;

/** UTF-8 passes as it is, once checked; UTF-16 is decoded. Both refuse what is not well-formed. */
function strict(encoding: 'utf-8' | 'utf-16le' | 'utf-16be'): Convert {
  const wholeOf = encoding === 'utf-8' ? wholeUtf8 : encoding === 'utf-16le' ? wholeUtf16(1) : wholeUtf16(0);
  const convert = (bytes: Buffer, _: number, last: boolean) => {
    const whole = last ? bytes.length : wholeOf(bytes);
    const piece = bytes.subarray(0, whole);
    if (encoding === 'utf-8' && isUtf8(piece)) return { text: piece, taken: whole };
    const text = decoded(piece, encoding, false);
    if (text !== undefined) return { text: Buffer.from(text), taken: whole };
    const read = soundPrefix(piece, encoding);
    const sound = wholeOf(piece.subarray(0, read)); // The fault begins where its character does, not where it shows.
    return { text: Buffer.from(decoded(piece.subarray(0, sound), encoding, true)!), taken: -(sound + 1) };
  };
  return Object.assign(convert, { encoding });
}

function decoded(bytes: Buffer, encoding: string, stream: boolean): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes, { stream });
  } catch {
    return undefined;
  }
}

/** How many bytes can be read before the first that cannot: a longer beginning never becomes readable again, so halving finds it. */
function soundPrefix(bytes: Buffer, encoding: string): number {
  let [sound, unsound] = [0, bytes.length];
  while (unsound - sound > 1) {
    const middle = (sound + unsound) >> 1;
    if (decoded(bytes.subarray(0, middle), encoding, true) === undefined) unsound = middle;
    else sound = middle;
  }
  return sound;
}

/** The length without a character that the next piece completes: at most three bytes of it can be here. */
function wholeUtf8(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) break;
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

function wholeUtf16(highByte: 0 | 1): (bytes: Buffer) => number {
  return (bytes) => {
    const even = bytes.length - (bytes.length % 2);
    const opensPair = even >= 2 && (bytes[even - 2 + highByte]! & 0xfc) === 0xd8;
    return opensPair ? even - 2 : even;
  };
}

/** Windows-1252 and the like give every byte a meaning, so nothing can be refused. */
function byTable(encoding: string): Convert {
  if (!iconv.encodingExists(encoding)) {
    throw new Error(`The encoding "${encoding}" is not known. Common ones are utf-8, utf-16le, windows-1252 and iso-8859-1.`);
  }
  const decoder = iconv.getDecoder(encoding);
  const convert = (bytes: Buffer, _: number, last: boolean) => {
    const text = decoder.write(bytes) + (last ? (decoder.end() ?? '') : '');
    return { text: Buffer.from(text), taken: bytes.length };
  };
  return Object.assign(convert, { encoding });
}
