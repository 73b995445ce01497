import { trialJson, trialLeaf, trialLedger } from '@fieldledger/testing';
import fc from 'fast-check';
import { canonical, parseCanonical } from './canonical.js';
import { readEnvelope } from './envelope.js';

const read = (leaf: Buffer | string) => readEnvelope(Buffer.concat([Buffer.of(0), Buffer.from(leaf)]), 1);
const unspelled = (text: string) => JSON.parse(`"${Buffer.from(text, 'latin1').toString()}"`) as unknown;
const [event] = trialLedger({ seed: 9, events: 1 }).events;
const base = JSON.parse(trialLeaf(event!).toString()) as Record<string, unknown>;
const leaf = (changes: object = {}) => trialJson({ ...base, ...changes });

describe('A leaf', () => {
  it('is read as JSON reads it, whatever its text is', () => {
    const text = fc.string({ unit: 'binary', maxLength: 12 }).map((any) => any.toWellFormed());
    fc.assert(
      fc.property(text, text, text, fc.option(fc.record({ fileHash: text, sourceSystem: text, row: fc.nat(1_000_000) }, { requiredKeys: [] })), (stream, actor, app, provenance) => {
        const said = read(leaf({ stream, actor, app, provenance }));
        expect(said && unspelled(said.stream)).toBe(stream);
        const { index, organization, payloadHash, position, recordedAt, revision, id, type } = base;
        expect(said).toMatchObject({ index, organization, payloadHash, position, recordedAt, revision, id, type });
      }),
      { numRuns: 300 },
    );
  });

  it('may have quotes, backslashes and braces in what it says of its source', () => {
    for (const fileHash of ['"', '\\', '\\"', '"\\', '","row":1,"a":"', '}', ',']) expect(read(leaf({ provenance: { fileHash, row: 7, sourceSystem: `${fileHash}"x` } }))).toBeDefined();
    expect(read(leaf({ provenance: { a: '\\"', b: '\\' } }).replace('"b":', '"a":'))).toBeUndefined();
  });

  it('is refused when a byte of it could be spelled otherwise, or any member is missing, doubled, moved or added', () => {
    const good = leaf({ stream: 'a/b\u00e9\u001f"' });
    expect(read(good)).toBeDefined();
    const bad = [
      ` ${good}`, `${good} `, `${good}\n`, good.replace(':', ': '), good.replace('"v":1', '"v":1.0'), good.replace('"v":1', '"v":2'), good.replace('"index":0', '"index":00'), good.replace('"index":0', '"index":-0'),
      good.replace('"index":0', '"index":"0"'), good.replace('"index":0', '"index":1e0'), good.replace('"index":0', '"index":9007199254740993'), good.replace('"index":0', '"index":0,"index":0'), good.replace('a/b', 'a\\/b'),
      good.replace('\u00e9', '\\u00e9'), good.replace('\\u001f', '\\u001F'), good.replace('\\u001f', '\u001f'), good.replace('\\u001f', '\\u000a'), good.replace('"actor"', '"actoR"'), good.replace('"v":1', '"v":1,"w":1'),
      good.replace(/("recordedAt":"[^"]*)Z"/, '$1+00:00"'), good.replace(/("recordedAt":"....)-/, '$1/'), good.replace(/("recordedAt":"[^.]*)\.\d+Z/, '$1.Z'), good.replace(/("recordedAt":"[^.]*)\.\d+Z/, '$1.1234567890Z'), good.slice(1), good.slice(0, -1), '', '{}', 'null', '[]',
      good.replace(/("actor":"[^"]*"),("app":"[^"]*")/, '$2,$1'),
    ];
    for (const text of bad) expect([text, read(text)]).toEqual([text, undefined]);
    for (const name of Object.keys(base)) {
      const { [name]: _, ...rest } = base;
      expect([name, read(trialJson(rest))]).toEqual([name, undefined]);
    }
    for (const provenance of ['{"":1,"":1}', '{"a\\n":1}', '{"a":-0}', '{"a":1', '{"a"}', '{"a":}', '{,}', '{"row":1,"row":1}', '{"sourceSystem":"x","fileHash":"y"}', '{"row":1.50}', '{ }', '{"a":{}}', '[]', '1']) {
      expect([provenance, read(leaf({ provenance: null }).replace('"provenance":null', `"provenance":${provenance}`))]).toEqual([provenance, undefined]);
    }
  });

  it('is refused when it is not UTF-8', () => {
    const bytes = Buffer.from(leaf({ stream: 'x' }));
    bytes[bytes.indexOf('"stream":"x"') + 10] = 0xff;
    expect(read(bytes)).toBeUndefined();
  });

  it('of sixty kilobytes that nearly fits is refused at once', () => {
    const startedAt = performance.now();
    for (const char of ['x', '\\\\', '\u00e9', '{"', '","app":"']) read(leaf().replace('"actor":"', `"actor":"${char.repeat(60_000 / char.length)}`).slice(0, -1));
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});

describe('Canonical JSON', () => {
  it('is what RFC 8785 says', () => {
    expect(canonical(JSON.parse('{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}'))).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it('is refused in any other spelling, and too deep', () => {
    for (const text of ['', '{"a":1,"a":1}', '{"b":1,"a":1}', '[1, 2]', '1.0', '"\\u0041"', '-0', '{"a":1}\n', '\ufeff{}']) expect(() => parseCanonical(text)).toThrow();
    expect(() => parseCanonical('['.repeat(100_000) + ']'.repeat(100_000))).toThrow('too deeply');
    expect(parseCanonical('{"__proto__":1,"a":[{}]}')).toEqual(JSON.parse('{"__proto__":1,"a":[{}]}'));
  });
});
