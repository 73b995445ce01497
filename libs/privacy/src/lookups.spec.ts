import { Lookups } from './lookups.js';

const lookups = new Lookups(Buffer.alloc(32, 7));

describe('what a person is found again by', () => {
  it('is what it was in every version so far', () => {
    expect(lookups.email(' Ada@Example.ORG ')).toBe('lAZ1o2npGwTJcbfdUL0iBo');
    expect(lookups.subject('reference', 'van', 'OH.myvoters', '17')).toBe('02e228c8-b696-8656-8893-2c744423dd8a');
    expect(lookups.person('name-zip', 'QUILLFEATHER', 'ÁDA', '43000')).toEqual({ token: 'Ygb2rgqO8zAyIFr0rN3OVQ', subject: '62348809-ebaf-8d1a-822d-c294ad1d263c' });
  });

  it('cannot be made by whoever has another key', () => {
    const others = new Lookups(Buffer.alloc(32, 8));
    expect(others.email('ada@example.org')).not.toBe(lookups.email('ada@example.org'));
    expect(others.subject('reference', 'van', 'OH.myvoters', '17')).not.toBe(lookups.subject('reference', 'van', 'OH.myvoters', '17'));
  });
});
