import fc from 'fast-check';
import { textLines } from './text-lines.js';

async function linesOf(pieces: readonly string[]): Promise<string[]> {
  const lines: string[] = [];
  for await (const { line, text } of textLines((async function* () { for (const piece of pieces) if (piece) yield Buffer.from(piece); })())) {
    expect(line).toBe(lines.length + 1);
    lines.push(text);
  }
  return lines;
}

describe('the lines of a text', () => {
  it('are the same wherever the pieces of the file are cut, whatever ends them', async () => {
    const aText = fc.array(fc.constantFrom('a', 'b|', '"', 'é', '\n', '\r\n', '\r'), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(aText, fc.array(fc.nat(40)), async (parts, cuts) => {
        const text = parts.join('');
        const whole = text.split(/\r\n|\n|\r/);
        if (whole.at(-1) === '') whole.pop();
        const at = [0, ...cuts.map((cut) => Math.min(cut, text.length)).sort((a, b) => a - b), text.length];
        expect(await linesOf(at.slice(1).map((end, i) => text.slice(at[i], end)))).toEqual(whole);
      }),
    );
  });

  it('are read no further than a megabyte without an end', async () => {
    await expect(linesOf(['one\n', ...Array.from({ length: 40 }, () => 'x'.repeat(65_536))])).rejects.toThrow('In line 2: it is longer than 1 MB.');
  });
});
