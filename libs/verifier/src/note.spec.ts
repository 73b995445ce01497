import { trialKey, trialNote } from '@fieldledger/testing';
import { parseCheckpoint } from './checkpoint.js';
import { openNote, parseNote, parseVkey } from './note.js';

const EXAMPLE = 'This is an example message.\n\n\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n';
const EXAMPLE_KEY = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const key = trialKey('log.example/a', 1);
const other = trialKey('log.example/a', 2);

describe('A signed note', () => {
  it('of C2SP is taken, and with one letter changed is not', () => {
    const known = parseVkey(EXAMPLE_KEY);
    expect(openNote(EXAMPLE, [known]).text).toBe('This is an example message.\n');
    for (let n = 0; n < EXAMPLE.length; n++) {
      if (EXAMPLE[n] === '\n') continue;
      expect(() => openNote(EXAMPLE.slice(0, n) + (EXAMPLE[n] === 'b' ? 'c' : 'b') + EXAMPLE.slice(n + 1), [known])).toThrow();
    }
  });

  it('is taken when one of many signatures is that of a key that is trusted', () => {
    const note = trialNote('text\n', ...Array.from({ length: 15 }, (_, n) => trialKey('log.example/a', 10 + n)), key);
    expect(openNote(note, [parseVkey(key.vkey), parseVkey(other.vkey)]).signers.map(({ text }) => text)).toEqual([key.vkey]);
    expect(() => openNote(note, [parseVkey(other.vkey)])).toThrow('It is signed by log.example/a+');
  });

  it('is refused when a key that is trusted is named and did not sign it, whoever else did', () => {
    const forged = other.sign('text\n').replace(/ \S+\n$/, (signature) => {
      const bytes = Buffer.from(signature.trim(), 'base64');
      Buffer.from(key.vkey.split('+')[1]!, 'hex').copy(bytes);
      return ` ${bytes.toString('base64')}\n`;
    });
    expect(() => openNote(`text\n\n${forged}`, [parseVkey(key.vkey)])).toThrow('is false');
    expect(() => openNote(`text\n\n${other.sign('text\n')}${forged}`, [parseVkey(key.vkey), parseVkey(other.vkey)])).toThrow('is false');
  });

  it('is refused in every other shape', () => {
    const signed = trialNote('text\n', key);
    const line = key.sign('text\n');
    for (const [note, why] of [
      ['', 'not a note'], ['text\n', 'not a note'], ['text\n\n', 'not signed'], [signed.slice(0, -1), 'not a note'], [signed.replaceAll('\n', '\r\n'), 'control'],
      [signed.replace('text', 'te\tt'), 'control'], [signed.replace('\u2014', '-'), 'signature line'], [`text\n\n${line}\n`, 'not signed'],
      [`text\n\n${line.replace(/ (\S)(\S+)\n/, ' $1\n')}`, 'base64'], [signed.replace(/=+\n$/, '\n'), 'base64'], ['text\n\n\u2014 a AAAA\n', 'too short'],
      [`text\n\n${line.repeat(65)}`, 'more than 64'], [`${'x\n'.repeat(1_000_000)}\n${line}`, 'longer'], [signed.replace('log.example/a', 'log+a'), 'signature line'],
    ] as const) expect(() => parseNote(note)).toThrow(why);
    expect(() => parseNote(Buffer.concat([Buffer.of(0xff), Buffer.from(signed)]))).toThrow('UTF-8');
    // The last bits of base64 that mean nothing must be nothing.
    const spare = signed.replace(/(.)(=+\n)$/, (_, digit: string, rest: string) => String.fromCharCode(digit.charCodeAt(0) + 1) + rest);
    expect(() => parseNote(spare)).toThrow('base64');
  });
});

describe('A vkey', () => {
  it('is refused when its id is not that of its key, or it is no Ed25519 key', () => {
    const [name, id, base64] = key.vkey.split('+') as [string, string, string];
    for (const text of ['', name, `${name}+${id}`, `${name}+${id}+`, `${name}+00000000+${base64}`, `${name}+${id.toUpperCase()}x+${base64}`, `x${key.vkey}`, ` ${key.vkey}`, `${key.vkey}\n`, `${name}+${id}+${base64}==`, `${name}+${id}+AAAA`]) {
      expect(() => parseVkey(text)).toThrow();
    }
    expect(() => parseVkey(`${name}+${id}+${Buffer.concat([Buffer.of(2), Buffer.alloc(32)]).toString('base64')}`)).toThrow('not for Ed25519');
  });

  it('of a witness takes its cosignature, and that of no other moment', () => {
    const witness = trialKey('witness.example/w', 3, 4);
    const note = trialNote('a\n1\nx\n', witness);
    expect(openNote(note, [parseVkey(witness.vkey)]).signers).toHaveLength(1);
    const later = note.replace(/ (\S+)\n$/, (_, base64: string) => {
      const bytes = Buffer.from(base64, 'base64');
      bytes[11]! ^= 1;
      return ` ${bytes.toString('base64')}\n`;
    });
    expect(() => openNote(later, [parseVkey(witness.vkey)])).toThrow('is false');
  });

  it('of a witness takes no cosignature that is shorter or longer than one is', () => {
    const witness = trialKey('witness.example/w', 3, 4);
    for (const length of [1, 7, 64, 71, 73]) {
      const note = trialNote('a\n1\nx\n', witness).replace(/ (\S+)\n$/, (_, base64: string) => ` ${Buffer.concat([Buffer.from(base64, 'base64'), Buffer.alloc(1)]).subarray(0, 4 + length).toString('base64')}\n`);
      expect(() => openNote(note, [parseVkey(witness.vkey)])).toThrow('is false');
    }
  });

  it('of a witness takes no cosignature of a moment that others cannot name', () => {
    const [last, beyond] = [2n ** 63n - 1n, 2n ** 63n].map((second) => trialKey('witness.example/w', 3, 4, second));
    expect(openNote(trialNote('a\n1\nx\n', last!), [parseVkey(last!.vkey)]).signers).toHaveLength(1);
    expect(() => openNote(trialNote('a\n1\nx\n', beyond!), [parseVkey(beyond!.vkey)])).toThrow('is false');
  });
});

describe('A checkpoint', () => {
  const root = Buffer.alloc(32).toString('base64');

  it('says its origin, size and root', () => {
    expect(parseCheckpoint(`log/a\n9007199254740991\n${root}\n`)).toEqual({ origin: 'log/a', size: Number.MAX_SAFE_INTEGER, root: Buffer.alloc(32) });
  });

  it('has no size but a plain count, and nothing besides', () => {
    for (const size of ['', '-1', '01', '1e300', '1.5', '9007199254740992', '99999999999999999999', ' 1', '1 ', '0x1', '+1']) expect(() => parseCheckpoint(`log/a\n${size}\n${root}\n`)).toThrow('count');
    for (const text of [`log/a\n1\n${root}`, `log/a\n1\n${root}\nmore\n`, `\n1\n${root}\n`, 'log/a\n1\n', `log/a\n1\n${root}\n\n`]) expect(() => parseCheckpoint(text)).toThrow('three lines');
    for (const bad of ['AAAA', root.slice(0, -1), root.replace('A=', 'B='), `${root}=`, '*'.repeat(44)]) expect(() => parseCheckpoint(`log/a\n1\n${bad}\n`)).toThrow('base64');
  });
});
