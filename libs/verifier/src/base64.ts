import { Refused } from './refused.js';

/** The bytes of standard base64 (RFC 4648, section 4) in its one canonical spelling. @throws Refused */
export function fromBase64(text: string, length?: number): Buffer {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) throw new Refused('Its base64 is not canonical.');
  if (length !== undefined && bytes.length !== length) throw new Refused(`Its base64 holds ${bytes.length} bytes, not ${length}.`);
  return bytes;
}
