import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import { UnsupportedMediaTypeException } from '@nestjs/common';
import { Rejection } from '@fieldledger/kernel';

/**
 * The text of a body, whose JSON is in UTF-8 (RFC 8259, section 8.1). What is in another encoding would be read as another
 * text, with U+FFFD for what is lost.
 * @throws Rejection `not-utf-8`; 415 for a charset that is named and is another, and for a body that is compressed
 */
export function textOf(body: Buffer, { 'content-type': contentType, 'content-encoding': coding = 'identity' }: IncomingHttpHeaders): string {
  const [, charset] = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(contentType!) ?? [];
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) throw new UnsupportedMediaTypeException();
  if (coding.toLowerCase() !== 'identity') throw new UnsupportedMediaTypeException();
  if (!isUtf8(body)) throw new Rejection('invalid', 'not-utf-8', 'The body is not UTF-8: its text would be read as another. Send it as UTF-8.');
  return body.toString('utf8');
}

/**
 * Parses a body and refuses what no honest app sends: names that reach an object's prototype or stand twice, Unicode
 * that cannot be stored, nesting without end. Each test reads the text first, so that a plain body costs nothing more.
 * @throws Rejection `bad-json`, `invalid-unicode`
 */
export function parseBody(text: string): unknown {
  const named = timesNamed(text);
  if (named === undefined) throw badJson(`it is nested more than ${MAX_DEPTH} deep`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw badJson('its syntax is broken');
  }
  if (text.includes('\\') || !text.isWellFormed() || /"(?:__proto__|constructor|prototype)"/.test(text)) inspect(value);
  // Which of the two was meant, nobody can tell, and readers differ.
  if (named !== membersOf(value)) throw badJson('a member is named twice');
  refuseExponents(text);
  return value;
}

/** 1e3 is a number to one reader and a mistake to another: amounts are written out. */
function refuseExponents(text: string): void {
  // Within a text there is no quote without a backslash before it: what is found is a name.
  const found = /"(\w*Cents)"\s*:\s*-?[\d.]+e/i.exec(text);
  if (!found) return;
  throw new Rejection('invalid', 'amount-format', 'An amount is written with an exponent. Write it out, in whole cents.', { faults: [{ field: found[1], problem: 'must be an integer' }] });
}

const MAX_DEPTH = 32;

/** How often a member is named: of what is JSON, by its colons outside texts. Undefined for what is nested too deep to be parsed. */
function timesNamed(text: string): number | undefined {
  let [depth, named, quoted] = [0, 0, false];
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (quoted) {
      if (c === 0x5c) i++;
      else if (c === 0x22) quoted = false;
    } else if (c === 0x22) quoted = true;
    else if (c === 0x3a) named++;
    else if (c === 0x5b || c === 0x7b) {
      if (++depth > MAX_DEPTH) return undefined;
    } else if (c === 0x5d || c === 0x7d) depth--;
  }
  return named;
}

/** How many members there are, all in all. */
function membersOf(value: unknown): number {
  if (value === null || typeof value !== 'object') return 0;
  let count = 0;
  if (Array.isArray(value)) for (const item of value) count += membersOf(item);
  else for (const name in value) count += 1 + membersOf((value as Record<string, unknown>)[name]);
  return count;
}

function inspect(value: unknown): void {
  if (typeof value === 'string') {
    if (!value.isWellFormed() || value.includes('\0')) throw new Rejection('invalid', 'invalid-unicode', 'A text holds half a character (a lone surrogate) or a NUL. Send well-formed Unicode.');
  } else if (value !== null && typeof value === 'object') {
    for (const name of Object.keys(value)) {
      if (name === '__proto__' || name === 'constructor' || name === 'prototype') throw badJson('a member is called __proto__, constructor or prototype');
      inspect(name);
      inspect((value as Record<string, unknown>)[name]);
    }
  }
}

export function badJson(why: string): Rejection {
  return new Rejection('invalid', 'bad-json', `The body cannot be taken as JSON: ${why}.`);
}
