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

  it('is not longer than an entry can be, in bytes', () => {
    const event = (characters: number) => ({ actor: 'ü'.repeat(characters), app: '', correlationId: '', causationId: null, provenance: null, stream: '', type: '', payload: '', payloadHash: sha256('') }) as unknown as RecordedEvent;
    const most = Math.floor((0xffff - Buffer.byteLength(leafOf(event(0), 0))) / 2);
    expect(Buffer.byteLength(leafOf(event(most), 0))).toBeGreaterThan(0xffff - 2);
    expect(() => leafOf(event(most + 1), 0)).toThrow(/^has an envelope of 6553\d bytes, and an entry of the ledger holds 65535\.$/);
  });
});
