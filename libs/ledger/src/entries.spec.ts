import { entriesOf, firstEntries, leavesIn, LONGEST_LEAF } from './entries.js';

const leaves = ['first', '', 'ü'.repeat(200), 'x'.repeat(LONGEST_LEAF), ''];
const [bundle, few] = [entriesOf(leaves), entriesOf(leaves.slice(0, 3))];

describe('a bundle of entries', () => {
  it('has its leaves, also empty ones and the longest, and the first of them', () => {
    expect(leavesIn(bundle)).toEqual(leaves);
    for (let width = 0; width <= leaves.length; width++) expect(firstEntries(bundle, width)).toEqual(entriesOf(leaves.slice(0, width)));
  });

  it('is none where it was cut off within an entry, wherever that is', () => {
    const ends = [0, 7, 9, 411];
    for (let end = 0; end < few.length; end++) {
      const cut = few.subarray(0, end);
      if (ends.includes(end)) expect(leavesIn(cut)).toEqual(leaves.slice(0, ends.indexOf(end)));
      else expect(() => leavesIn(cut)).toThrow('ends within an entry');
      expect(() => firstEntries(cut, 3)).toThrow('ends within an entry');
    }
  });
});
