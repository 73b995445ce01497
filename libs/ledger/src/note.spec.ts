import { createHash } from 'node:crypto';
import { openNote, parseVkey, SigningKey } from './note.js';

// C2SP's own example (c2sp.org/signed-note and Go's sumdb/note use the same pair).
const EXAMPLE = 'This is an example message.\n\n\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n';
const KEY = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
/** The same key as of a type that nobody knows, with the id that it would have. */
const OTHER_TYPE = (() => {
  const typed = Buffer.concat([Buffer.from([2]), Buffer.from(KEY.split('+').slice(2).join('+'), 'base64').subarray(1)]);
  return `example.com/foo+${createHash('sha256').update('example.com/foo\n').update(typed).digest('hex').slice(0, 8)}+${typed.toString('base64')}`;
})();

describe('a signed note', () => {
  it('of C2SP’s example verifies, and not with one letter changed', () => {
    expect(openNote(EXAMPLE, [parseVkey(KEY)]).text).toBe('This is an example message.\n');
    expect(() => openNote(EXAMPLE.replace('example m', 'exbmple m'), [parseVkey(KEY)])).toThrow('not of this text');
  });

  it('of ours is opened with our key and no other', () => {
    const [ours, other] = [1, 2].map((n) => SigningKey.fromSeed(Buffer.alloc(32, n)));
    const note = ours!.sign('ledger.example/1', 'one\ntwo\n');
    expect(openNote(note, [parseVkey(ours!.vkey('ledger.example/1'))]).text).toBe('one\ntwo\n');
    expect(() => openNote(note, [parseVkey(other!.vkey('ledger.example/1'))])).toThrow('None of the keys');
    expect(() => openNote(note, [parseVkey(ours!.vkey('ledger.example/2'))])).toThrow('None of the keys');
  });

  it('is signed by nobody whose name stands before the signature of another', () => {
    expect(() => openNote(EXAMPLE.replace('example.com/foo', 'example.com/bar'), [parseVkey(KEY)])).toThrow('None of the keys');
  });

  it('has as many signatures as are read, and no more', () => {
    const [text, line] = EXAMPLE.split(/(?<=\n\n)/) as [string, string];
    expect(openNote(text + line.repeat(64), [parseVkey(KEY)]).lines).toHaveLength(64);
    expect(() => openNote(text + line.repeat(65), [parseVkey(KEY)])).toThrow('not a signed note');
  });

  it.each(['', 'no signatures\n', 'text\n\n', 'text\n\nx\n', 'text\r\n\n\u2014 a AAAAAAAA\n', 'text\n\n\u2014 a b AAAA\n', 'text\n\n\u2014 a AAAA\n', 'text\n\n\u2014 a AAAAAAB=\n'])('is not %j', (note) => {
    expect(() => openNote(note, [parseVkey(KEY)])).toThrow('not a signed note');
  });

  it.each(['', 'a', 'a+b', KEY.replace('530d903a', '530d903b'), KEY.replace('AekyeR', 'AukyeR'), `${KEY}A`, OTHER_TYPE])('is not opened by a key like %j', (vkey) => {
    expect(() => parseVkey(vkey)).toThrow();
  });
});
