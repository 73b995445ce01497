/**
 * What stands in a cell, for whoever mends it: as it is where it could be nothing but an amount, a day or a code, and
 * masked where it may be personal, such as a name or a telephone number in the wrong column.
 */
export function shownValue(text: string): string {
  if (text === '') return 'it is blank';
  if (HARMLESS.test(text)) return `it is "${text}"`;
  const length = [...text].length;
  return `it has ${length === 1 ? 'one character, which is' : `${length} characters, which are`} masked since it may be personal`;
}

/** An amount, a day with or without a time, or a code of digits and few letters: too short for a telephone number. */
const HARMLESS = /^(?:\(?[+-]?\$?[+-]?\d[\d,]{0,8}(?:\.\d{0,8})?\)?[-%]?|\d{1,4}([-/])\d{1,2}\1\d{1,4}(?:[T ]\d{1,2}:\d\d(?::\d\d)?)?|\d{1,3}[A-Z]{1,2})$/;
