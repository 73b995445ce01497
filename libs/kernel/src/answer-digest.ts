import { canonical } from './canonical.js';
import { sha256 } from './digest.js';

/**
 * SHA-256 of an answer, hexadecimal: of a text as it is; of JSON, of its canonical form without `reflects` and `version`,
 * which say when and by what it was made and not what it is.
 */
export function answerDigest(answer: object | string): string {
  if (typeof answer === 'string') return sha256(answer);
  const { reflects: _reflects, version: _version, ...said } = answer as Readonly<Record<string, unknown>>;
  return sha256(canonical(said));
}
