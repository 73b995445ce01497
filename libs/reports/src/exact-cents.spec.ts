import { exactCents, withExactCents } from './exact-cents.js';

it('A sum of cents is a number as long as a number holds it, and its digits beyond', () => {
  expect(['0', '-250', '9007199254740991', '9007199254740992', '1000000000000000000', '-9007199254740993'].map(exactCents)).toEqual([
    0, -250, 9007199254740991, '9007199254740992', '1000000000000000000', '-9007199254740993',
  ]);
  expect(withExactCents({ donor: '12', grossCents: '1000', netCents: null, count: 2 })).toEqual({ donor: '12', grossCents: 1000, netCents: null, count: 2 });
});
