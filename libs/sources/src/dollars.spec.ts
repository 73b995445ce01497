import fc from 'fast-check';
import { centsOf } from './dollars.js';

describe('an amount in dollars', () => {
  it.each<[string, number]>([
    ['2.00', 200], ['25', 2_500], ['5.0', 500], ['0.08', 8], ['1000.0', 100_000], ['-250.5', -25_050], ['1,234.50', 123_450], ['$12', 1_200], ['-0.00', 0], ['9999999999999.99', 999_999_999_999_999],
  ])('%s is so many cents', (text, cents) => {
    expect(centsOf(text)).toBe(cents);
  });

  it.each(['', '10.005', '1e3', '12,50', '1,23.00', '.5', '5.', 'free', '12.3.4', '--1', '٣', ' 2.00', '12345678901234'])('refuses %j rather than guess', (text) => {
    expect(centsOf(text)).toBeUndefined();
  });

  it('is read back as it was written, whatever the amount', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 }), (cents) => {
        const digits = String(Math.abs(cents)).padStart(3, '0');
        const written = `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
        expect(centsOf(written)).toBe(cents);
      }),
    );
  });
});
