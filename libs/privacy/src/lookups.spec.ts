import { Lookups } from './lookups.js';

const lookups = new Lookups(Buffer.alloc(32, 7));

describe('what a person is found again by', () => {
  it('is what it was in every version so far', () => {
    expect(lookups.email(' Ada@Example.ORG ')).toBe('lAZ1o2npGwTJcbfdUL0iBo');
    expect(lookups.subject('reference', 'van', 'OH.myvoters', '17')).toBe('02e228c8-b696-8656-8893-2c744423dd8a');
    expect(lookups.person('name-zip', 'QUILLFEATHER', 'ÁDA', '43000')).toEqual({ token: 'Ygb2rgqO8zAyIFr0rN3OVQ', subject: '62348809-ebaf-8d1a-822d-c294ad1d263c' });
  });

  it.each([
    ['email', 'ada@example.org', ['Ada <ADA@example.org>', '"Quillfeather, Ada" <ada@example.org>', 'mailto:ada@example.org', ' ada@example.org. ', 'ada＠example.org']],
    ['phone', '614 555 0142', ['(614) 555-0142', '+1 614.555.0142', '001 614 555 0142', '011-1-614-555-0142', '614 555 0142 ext. 3', '614-555-0142x3', '614/555-0142 #3', 'tel:+16145550142;ext=3', '６１４ 555 0142', '６１４ ５５５ ０１４２ ext. ３']],
  ])('is one %s in every spelling in which lists have it', (kind, plain, spellings) => {
    const erased = lookups.knownBy({ [kind]: plain });
    expect(erased).toHaveLength(1);
    for (const written of spellings) expect([written, lookups.knownBy({ [kind]: written }).some((token) => erased.includes(token))]).toEqual([written, true]);
    // And the other way about.
    for (const written of spellings) expect([written, lookups.knownBy({ [kind]: written })]).toEqual([written, expect.arrayContaining(erased)]);
    for (const other of ['eda@example.org', 'ada@example.com', '614 555 0143', '+44 614 555 0142', '6145550142 0']) expect([other, lookups.knownBy({ [kind]: other }).some((token) => erased.includes(token))]).toEqual([other, false]);
  });

  it('is no word that stands where an address or a number is missing', () => {
    for (const none of ['', 'none', 'n/a', '-', '1-800-FLOWERS', 'unknown (555)']) expect([none, lookups.knownBy({ email: none, phone: none })]).toEqual([none, []]);
  });

  it('is looked for in a number of any letters in a moment', () => {
    const { user } = process.cpuUsage();
    // Two hundred letters, as many as are taken, of which each is eighteen in the plain spelling.
    for (let n = 0; n < 100; n++) expect(lookups.knownBy({ phone: '\ufdfa'.repeat(200) })).toEqual([]);
    expect(process.cpuUsage({ user, system: 0 }).user / 1_000).toBeLessThan(500);
  });

  it('cannot be made by whoever has another key', () => {
    const others = new Lookups(Buffer.alloc(32, 8));
    expect(others.email('ada@example.org')).not.toBe(lookups.email('ada@example.org'));
    expect(others.subject('reference', 'van', 'OH.myvoters', '17')).not.toBe(lookups.subject('reference', 'van', 'OH.myvoters', '17'));
  });
});
