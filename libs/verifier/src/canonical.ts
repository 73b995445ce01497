import { Refused } from './refused.js';

const DEEPEST = 64;

/** RFC 8785: members sorted by UTF-16 code units, numbers and text as ECMAScript writes them. @throws Refused */
export function canonical(value: unknown, depth = 0): string {
  if (depth > DEEPEST) throw new Refused('It is nested too deeply.');
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item, depth + 1)).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, item]) => `${JSON.stringify(name)}:${canonical(item, depth + 1)}`).join(',')}}`;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text that these bytes are. @throws Refused when they are not UTF-8 */
export function textOf(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    throw new Refused('It is not UTF-8.');
  }
}

/** What canonical JSON says. Members that occur twice, white space and any other spelling are refused. @throws Refused */
export function parseCanonical(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refused('It is not JSON.');
  }
  if (canonical(value) !== text) throw new Refused('It is not canonical JSON (RFC 8785).');
  return value;
}

/** The members of an object that has exactly these. @throws Refused */
export function membersOf(value: unknown, names: readonly string[]): Record<string, unknown> {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new Refused('It is not an object.');
  const missing = names.find((name) => !Object.hasOwn(value, name));
  if (missing) throw new Refused(`It has no member ${missing}.`);
  if (Object.keys(value).length > names.length) throw new Refused(`It has other members than ${names.join(', ')}.`);
  return value as Record<string, unknown>;
}

/** The bytes of standard base64 (RFC 4648, section 4) in its one canonical spelling. @throws Refused */
export function fromBase64(text: string, length?: number): Buffer {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) throw new Refused('Its base64 is not canonical.');
  if (length !== undefined && bytes.length !== length) throw new Refused(`Its base64 holds ${bytes.length} bytes, not ${length}.`);
  return bytes;
}
