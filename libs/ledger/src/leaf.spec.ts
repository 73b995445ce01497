import { canonical, sha256, type RecordedEvent } from '@fieldledger/kernel';
import fc from 'fast-check';
import { leafOf } from './leaf.js';

const text = fc.string({ unit: 'grapheme' }).filter((it) => it.isWellFormed());

describe('a leaf', () => {
  it('is the canonical JSON of the envelope, whatever is in it', () => {
    fc.assert(fc.property(fc.record({
      actor: text, app: text, causationId: fc.option(text), correlationId: text, stream: text, type: text, revision: fc.nat(), schemaVersion: fc.nat(9), payload: text,
      provenance: fc.option(fc.record({ sourceSystem: text, fileHash: fc.option(text, { nil: undefined }), row: fc.option(fc.nat(), { nil: undefined }) })), index: fc.nat(),
    }), ({ index, payload, ...given }) => {
      const fixed = { digest: 'd', id: 'i', occurredAt: '2026-10-03T21:20:00.000Z', organization: 'o', position: '0000000000000001', recordedAt: '2026-10-03T21:20:00.000000Z' };
      const event = { ...given, ...fixed, payload, payloadHash: sha256(payload), data: {} } as unknown as RecordedEvent;
      expect(leafOf(event, index)).toBe(canonical({ ...given, ...fixed, index, payloadHash: sha256(payload), v: 1 }));
    }));
  });

  it('is not made of an event whose payload is another than was hashed', () => {
    const event = { payload: '{"a":2}', payloadHash: sha256('{"a":1}') } as RecordedEvent;
    expect(() => leafOf(event, 0)).toThrow('its payload has the hash');
  });
});
