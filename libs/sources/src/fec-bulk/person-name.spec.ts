import fc from 'fast-check';
import { personName } from './person-name.js';

describe('a name in one cell', () => {
  it.each<[string, ReturnType<typeof personName>]>([
    ['QUILLFEATHER, ZEBULON', { lastName: 'QUILLFEATHER', firstName: 'ZEBULON' }],
    ['QUILLFEATHER, ZEBULON M', { lastName: 'QUILLFEATHER', firstName: 'ZEBULON', middleName: 'M' }],
    ['VAN DER QUILL, MARY ANN', { lastName: 'VAN DER QUILL', firstName: 'MARY', middleName: 'ANN' }],
    ['QUILL, ZEB MR. JR', { lastName: 'QUILL', firstName: 'ZEB', prefix: 'MR.', suffix: 'JR' }],
    ['QUILL, ZEB M JR DR.', { lastName: 'QUILL', firstName: 'ZEB', middleName: 'M', prefix: 'DR.', suffix: 'JR' }],
    ['QUILL, DR. ZEB M.D. PHD', { lastName: 'QUILL', firstName: 'ZEB', prefix: 'DR.', suffix: 'M.D. PHD' }],
    ['QUILL, ZEB, III', { lastName: 'QUILL', firstName: 'ZEB', suffix: 'III' }],
    ['QUILL, ZEB V', { lastName: 'QUILL', firstName: 'ZEB', middleName: 'V' }],
    ['QUILL, SR', { lastName: 'QUILL', firstName: 'SR' }],
    ['QUILLFEATHER', { lastName: 'QUILLFEATHER' }],
    ['QUILLFEATHER,', { lastName: 'QUILLFEATHER' }],
    [', ZEB', { firstName: 'ZEB' }],
    [',', {}],
    ['', {}],
  ])('%j is taken apart', (text, parts) => {
    expect(Object.fromEntries(Object.entries(personName(text)).filter(([, part]) => part !== undefined))).toEqual(parts);
  });

  it('keeps every word, whatever they are', () => {
    const word = fc.constantFrom('QUILL', 'ZEB', 'M', 'JR', 'DR.', 'MR', 'II', 'O\'DAY', 'ⅣA');
    fc.assert(
      fc.property(word, fc.array(word, { maxLength: 6 }), (last, given) => {
        const words = Object.values(personName(`${last}, ${given.join(' ')}`)).flatMap((part) => part?.split(' ') ?? []);
        expect(words.sort()).toEqual([last, ...given].sort());
      }),
    );
  });
});
