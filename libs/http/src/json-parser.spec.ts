import fc from 'fast-check';
import { Rejection } from '@fieldledger/kernel';
import { parseBody } from './json-parser.js';

const slugOf = (text: string) => {
  try {
    parseBody(text);
  } catch (error) {
    return (error as Rejection).slug;
  }
  return 'taken';
};
const honest = fc.jsonValue({ noUnicodeString: false }).filter((value) => !/__proto__|constructor|prototype|\\u0000/.test(JSON.stringify(value)));

describe('a body', () => {
  it('that an honest app sends is what it says', () => {
    fc.assert(fc.property(honest.map((value) => JSON.stringify(value)), (text) => expect(parseBody(text)).toEqual(JSON.parse(text))), { numRuns: 500 });
  });

  it('that names a member twice is refused, wherever, however it is written', () => {
    for (const text of ['{"a":1,"a":2}', '{"a":1,"b":{"c":1,"c":1}}', '[{"x":[],"x" :2}]', '{"a":1,"\\u0061":2}', '{"a\\"":1,"a\\"":2}', '{"":1,"":2}']) expect([text, slugOf(text)]).toEqual([text, 'bad-json']);
  });

  it('is not mistaken for one when texts look like members', () => {
    for (const text of ['["a",":b","a"]', '{"a":"\\":","b":"\\":"}', '[{"a":1},{"a":2}]', '{"a":{"a":{"a":1}}}', '{"x":":","y":"\\\\"}', '{"a":": : :","b":[":",":"]}']) expect([text, slugOf(text)]).toEqual([text, 'taken']);
  });

  it('that reaches for an object’s prototype is refused, wherever and however it is written', () => {
    for (const name of ['__proto__', 'constructor', 'prototype', '\\u005f_proto__', 'c\\u006fnstructor']) {
      for (const text of [`{"${name}":{}}`, `{"a":[{"${name}":1}]}`, `{"a":"\\n","b":{"${name}":null}}`]) expect([text, slugOf(text)]).toEqual([text, 'bad-json']);
    }
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
    expect(slugOf('{"note":"the constructor"}')).toBe('taken');
  });

  it('is refused when it holds what cannot be stored: half a character or a NUL, as text or as a name', () => {
    for (const text of ['"\\ud800"', '{"a":["\\udfff"]}', '{"\\ud800":1}', '"\\u0000"', '{"a\\u0000":1}', '"\ud800"']) expect([text, slugOf(text)]).toEqual([text, 'invalid-unicode']);
    expect(slugOf('"\\ud83d\\ude00"')).toBe('taken');
  });

  it('may be nested 32 deep and no deeper, whatever brackets its texts hold', () => {
    for (const [open, close] of [['[', ']'], ['{"a":', '}']] as const) {
      const nested = (depth: number, text: string) => `${open.repeat(depth)}${text}${close.repeat(depth)}`;
      expect([slugOf(nested(32, JSON.stringify('[{"\\'.repeat(50)))), slugOf(nested(33, '0')), slugOf(open.repeat(100_000))]).toEqual(['taken', 'bad-json', 'bad-json']);
    }
    expect(slugOf(`[${'[],'.repeat(1_000)}[]]`)).toBe('taken');
  });

  it('that writes an amount with an exponent is refused, wherever that stands, and not for what its texts say', () => {
    for (const text of ['{"feeCents":1e3}', '{"a":"x","feeCents" : 1E3,"b":"y"}', '{"feeCents":1e3,"b":1}', '[{"a":"\\"","b":[{"feeCents":-1.5e3,"c":"d"}]}]']) expect([text, slugOf(text)]).toEqual([text, 'amount-format']);
    for (const text of ['{"a":"\\"feeCents\\":1e3"}', '{"a":"x","b":"\\"feeCents\\": 1e3, \\"b\\"","c":1}', '{"feeCents":1000,"b":1e3}']) expect([text, slugOf(text)]).toEqual([text, 'taken']);
  });

  it('is refused in a sentence that repeats nothing of it', () => {
    for (const text of ['', '{', 'undefined', '{"a":jane@example.org}', "{'a':1}", '{"a":1,}', 'NaN', '01', '{"a":1}{"b":2}', '\ufeff{}']) {
      expect([text, slugOf(text)]).toEqual([text, 'bad-json']);
      expect(() => parseBody(text)).toThrow(/^The body cannot be taken as JSON: its syntax is broken\.$/);
    }
  });
});
