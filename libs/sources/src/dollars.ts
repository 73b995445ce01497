/**
 * Whole cents from an amount in dollars as files write it: `25`, `5.0`, `-1,234.50`, `$2.00`. The text is read digit by
 * digit, never as a floating-point number. Undefined for whatever is no such amount: `10.005`, `1e3`, `12,50`.
 */
export function centsOf(text: string): number | undefined {
  const amount = /^(-?)\$?(\d{1,3}(?:,\d{3})+|\d{1,13})(?:\.(\d{1,2}))?$/.exec(text);
  if (!amount) return undefined;
  const [, sign, dollars, fraction = ''] = amount;
  const cents = Number(dollars!.replaceAll(',', '') + fraction.padEnd(2, '0'));
  return sign === '-' && cents !== 0 ? -cents : cents;
}
