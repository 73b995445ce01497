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
});
