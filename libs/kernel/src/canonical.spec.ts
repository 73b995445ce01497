import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { canonical } from './canonical.js';

describe('canonical JSON', () => {
  it('is what the reference implementation of RFC 8785 makes of any JSON', () => {
    fc.assert(fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => canonical(value) === canonicalize(value)));
  });

  it('sorts members by code units and writes numbers as ECMAScript does', () => {
    expect(canonical({ '\u20ac': 1, '\r': 2, '1': 3, 'ö': 4, b: [1e21, 0.1, -0, 333333333.3333333] })).toBe(
      '{"\\r":2,"1":3,"b":[1e+21,0.1,0,333333333.3333333],"ö":4,"€":1}',
    );
  });

  it('keeps apart members whose names hold what others are parted by', () => {
    expect([canonical({ 'a,b': 1, c: 2 }), canonical({ a: 1, 'b,c': 2 }), canonical({ a: 1, b: 2, c: 3 }), canonical({ 'a,b,c': 1 })]).toEqual([
      '{"a,b":1,"c":2}', '{"a":1,"b,c":2}', '{"a":1,"b":2,"c":3}', '{"a,b,c":1}',
    ]);
  });

  it('leaves out what is undefined', () => {
    expect(canonical({ a: undefined, b: null })).toBe('{"b":null}');
  });

  it('refuses what has no canonical form', () => {
    for (const value of ['\ud800', NaN, Infinity, 1n, { a: () => 1 }]) expect(() => canonical(value)).toThrow(TypeError);
  });
});
