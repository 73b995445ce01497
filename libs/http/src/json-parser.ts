import { Rejection } from '@fieldledger/kernel';

/**
 * Parses a body and refuses what no honest app sends: names that reach an object's prototype or stand twice, Unicode
 * that cannot be stored, nesting without end. Each test reads the text first, so that a plain body costs nothing more.
 * @throws Rejection `bad-json`, `invalid-unicode`
 */
export function parseBody(text: string): unknown {
  let value: unknown;
  try {
    value = tooDeep(text) ? undefined : JSON.parse(text);
  } catch {
    throw badJson('its syntax is broken');
  }
  if (value === undefined) throw badJson(`it is nested more than ${MAX_DEPTH} deep`);
  if (text.includes('\\') || !text.isWellFormed() || /"(?:__proto__|constructor|prototype)"/.test(text)) inspect(value);
  if (namesTwice(text, value)) throw badJson('a member is named twice');
  if (/Cents"\s*:\s*-?[\d.]+e/i.test(text)) refuseExponents(text);
  return value;
}

/** 1e3 is a number to one reader and a mistake to another: amounts are written out. */
function refuseExponents(text: string): void {
  const found = /"(\w*Cents)"\s*:\s*-?[\d.]+e/i.exec(text.replace(/"(?:[^"\\]|\\.)*"(?!\s*:)/gs, '""'));
  if (!found) return;
  throw new Rejection('invalid', 'amount-format', 'An amount is written with an exponent. Write it out, in whole cents.', { faults: [{ field: found[1], problem: 'must be an integer' }] });
}

const MAX_DEPTH = 32;

/** A member named twice: which of the two was meant, nobody can tell, and readers differ. */
function namesTwice(text: string, value: unknown): boolean {
  // Where nothing is named twice there are as many members as closing quotes before a colon; text may add to the latter.
  return (text.match(/"\s*:/g)?.length ?? 0) !== membersOf(value) && firstNamedTwice(text);
}

function membersOf(value: unknown): number {
  if (value === null || typeof value !== 'object') return 0;
  let count = Array.isArray(value) ? 0 : Object.keys(value).length;
  for (const member of Object.values(value)) count += membersOf(member);
  return count;
}

/** Reads well-formed JSON token by token: strings, brackets, colons and commas; whatever else there is cannot be a name. */
function firstNamedTwice(text: string): boolean {
  const open: Set<string>[] = [];
  let name: string | undefined;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:,]/gs)) {
    if (token === '{' || token === '[') open.push(new Set());
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':') {
      const names = open.at(-1)!;
      if (names.has(name!)) return true;
      names.add(name!);
    } else if (token !== ',') name = JSON.parse(token) as string;
  }
  return false;
}

/** Few bodies have as many brackets as it takes to be too deep; only those are looked at closely. */
function manyBrackets(text: string): boolean {
  let count = 0;
  for (const bracket of ['{', '[']) {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) if (++count > MAX_DEPTH) return true;
  }
  return false;
}

function tooDeep(text: string): boolean {
  if (!manyBrackets(text)) return false;
  let [depth, quoted] = [0, false];
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (quoted) {
      if (c === 0x5c) i++;
      else if (c === 0x22) quoted = false;
    } else if (c === 0x22) quoted = true;
    else if (c === 0x5b || c === 0x7b) {
      if (++depth > MAX_DEPTH) return true;
    } else if (c === 0x5d || c === 0x7d) depth--;
  }
  return false;
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

function badJson(why: string): Rejection {
  return new Rejection('invalid', 'bad-json', `The body cannot be taken as JSON: ${why}.`);
}
