import type { Meta } from '@fieldledger/kernel';
import { prepareRequest } from './prepared-request.js';

const meta = (row: number): Meta => ({
  organization: '0d8f4b9e-57a4-5f0e-9d2f-1f6c8a3b7e10', actor: 'a', app: 'b', correlationId: 'c', causationId: null, receivedAt: '2026-10-03T21:15:00Z', provenance: { sourceSystem: 'canvass-csv', row },
});
const prepared = (given: Meta, stream = 's-1') => {
  const event = { id: '0d8f4b9e-57a4-5f0e-9d2f-1f6c8a3b7e11', type: 'T', schemaVersion: 1, occurredAt: '2026-10-03T21:14:05Z', data: {} };
  return prepareRequest({ stream, expected: 'none', events: [event], meta: given, digest: 'a'.repeat(64) });
};
const rowIn = (given: Meta) => (JSON.parse(prepared(given).meta) as Meta).provenance?.row;

it('Each event keeps the row that it came from, whether the rows before it shared their origin or not', () => {
  const [one, two] = [meta(1), meta(2)];
  expect([one, one, two, one, two, two].map(rowIn)).toEqual([1, 1, 2, 1, 2, 2]);
});

it('An envelope that no entry of the ledger could hold is refused, whatever of it is long', () => {
  const long = 'ü'.repeat(40_000);
  for (const part of [{ actor: long }, { app: long }, { correlationId: long }, { causationId: long }, { provenance: { sourceSystem: long } }]) {
    expect(() => prepared({ ...meta(1), ...part })).toThrow(expect.objectContaining({ slug: 'envelope-too-long' }));
  }
  expect(() => prepared(meta(1), long)).toThrow(expect.objectContaining({ slug: 'invalid-name' }));
  expect(prepared({ ...meta(1), app: 'ü'.repeat(1_000) }, 'ü'.repeat(500)).stream).toHaveLength(500);
});
