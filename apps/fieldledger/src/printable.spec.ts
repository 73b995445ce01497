import { printable } from './printable.js';
import { tableOf } from './report-command.js';

it('A name tells the terminal nothing, and letters of every script stay as they are', () => {
  expect(printable('Ada\u001b[2K\u001b]0;owned\u0007\u009b1A\rBob\u007f \u202egnp')).toBe('Ada\\u001b[2K\\u001b]0;owned\\u0007\\u009b1A\\u000dBob\\u007f \\u202egnp');
  for (const plain of ['Zoë Nuñez', 'عمر', '李', 'a\tb\nc\r\nd', '│ ┌', '👩‍🌾']) expect(printable(plain)).toBe(plain);
  expect(JSON.parse(printable(JSON.stringify({ name: 'Ada\u009b1A' })))).toEqual({ name: 'Ada\u009b1A' });
});

it('A table shows what is in a name, and does not do it', () => {
  const table = tableOf({ report: 'schedule-a', version: 5, reflects: { position: '1', moment: '2026-10-01T00:00:00Z' }, rows: [{ name: 'Ada\u001b[1A\u001b[2K', amountCents: 5 }], totals: { '\u001b[1A': '\u0007' } });
  expect(table).not.toMatch(/(?!\n)\p{Cc}/u);
  expect(table).toContain('Ada\\u001b[1A\\u001b[2K');
});
