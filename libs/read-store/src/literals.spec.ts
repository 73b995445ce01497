import { arrayLiteral, rowsLiteral } from './literals.js';

describe('what a report stores, as PostgreSQL reads it', () => {
  it('is an array whose texts are quoted', () => {
    expect(arrayLiteral(['a', null, 7, true, 'say "no"\\', ['x', 'y,z']])).toBe('{"a",NULL,7,true,"say \\"no\\"\\\\","{\\"x\\",\\"y,z\\"}"}');
    expect(arrayLiteral([])).toBe('{}');
  });

  it('is rows whose texts are quoted where they must be', () => {
    expect(rowsLiteral([['a', null, 7, false, '']])).toBe('{"(a,,7,false,\\"\\")"}');
    expect(rowsLiteral([['a b'], ['(c)']])).toBe('{"(\\"a b\\")","(\\"(c)\\")"}');
    expect(rowsLiteral([[null]])).toBe('{"()"}');
  });
});
