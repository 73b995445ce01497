import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { isSealed, markedOf, PersonKey } from './sealed.js';

const place = { eventId: '0d8f4b9e-57a4-5f0e-9d2f-1f6c8a3b7e10', field: 'note' };
const key = new PersonKey('b5f3a0c2-7a4e-8a55-a1ce-3cfb4d0c9a01', randomBytes(32));

describe('what is said of a person', () => {
  it('is read again as it was, whatever it was', () => {
    fc.assert(
      fc.property(fc.jsonValue().filter((value) => JSON.stringify(value).isWellFormed() && !JSON.stringify(value).includes('\\ud') && !Object.is(value, -0)), (value) => {
        expect(key.open(key.seal(value, place), place)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
    const hard = ['O\'Brien; DROP TABLE', 'Ⅳ', 'e\u0301', 'é', '\u202eevil', '👩‍👩‍👧', 'Null'];
    expect(hard.map((text) => key.open(key.seal(text, place), place))).toEqual(hard);
  });

  it('stands nowhere in what is stored', () => {
    const sealed = JSON.stringify(key.seal({ lastName: 'Quillfeather' }, place));
    expect(sealed).not.toContain('Quillfeather');
    expect(sealed).not.toContain(Buffer.from('Quillfeather').toString('base64url').slice(0, 12));
  });

  it.each([
    ['another event', { ...place, eventId: '0d8f4b9e-57a4-5f0e-9d2f-1f6c8a3b7e11' }, key],
    ['another member', { ...place, field: 'phone' }, key],
    ['another person', place, new PersonKey('b5f3a0c2-7a4e-8a55-a1ce-3cfb4d0c9a02', randomBytes(32))],
    ['the same person with another key', place, new PersonKey(key.subject, randomBytes(32))],
  ])('cannot be opened as %s', (_, where, who) => {
    const sealed = key.seal('555-0100', place);
    expect(() => who.open(sealed, where)).toThrow();
  });

  it('cannot be opened when one bit was changed, wherever it is', () => {
    const sealed = key.seal('555-0100', place);
    for (const member of ['nonce', 'text'] as const) {
      const bytes = Buffer.from(sealed[member], 'base64url');
      for (let bit = 0; bit < bytes.length * 8; bit++) {
        const changed = Buffer.from(bytes);
        changed[bit >> 3]! ^= 1 << (bit & 7);
        expect(() => key.open({ ...sealed, [member]: changed.toString('base64url') }, place)).toThrow();
      }
    }
  });

  it('never has a nonce twice', () => {
    const nonces = new Set(Array.from({ length: 20_000 }, () => key.seal('x', place).nonce));
    expect(nonces.size).toBe(20_000);
  });

  it('has equal marks when it is equal, and says nothing to whoever has another key', () => {
    const [one, two] = [key.seal({ a: 1, b: 2 }, place), key.seal({ b: 2, a: 1 }, { ...place, field: 'phone' })];
    expect(one.mark).toBe(two.mark);
    expect(one.text).not.toBe(two.text);
    expect(one.mark).toBe(key.marked({ a: 1, b: 2 }).mark);
    expect(new PersonKey(key.subject, randomBytes(32)).marked({ a: 1, b: 2 }).mark).not.toBe(one.mark);
    expect(markedOf({ note: one, amountCents: 5 })).toEqual({ note: { mark: one.mark }, amountCents: 5 });
  });

  it('can be read, and is known by its mark, as it was written by every version so far', () => {
    const written = { key: key.subject, nonce: '0IzelG4CLLYAAAAA', text: 'WFjOe8nI-suQ03DDT5062LVe0vY-IDvlDscE2HS8dgCfdIIlgMWvjBStew', mark: '_8gejbVWtAXb1UHFkbqz0A' };
    const theirs = new PersonKey(key.subject, Buffer.alloc(32, 7));
    expect(theirs.open(written, place)).toEqual({ lastName: 'Quillfeather' });
    expect(theirs.marked({ lastName: 'Quillfeather' }).mark).toBe(written.mark);
  });

  it('is told from what is not sealed', () => {
    expect([key.seal(1, place), null, 'x', { mark: 'm' }, { key: 1, nonce: '', text: '', mark: '' }].map(isSealed)).toEqual([true, false, false, false, false]);
  });
});
