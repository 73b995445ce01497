import type { Meta } from '@fieldledger/kernel';
import { prepareRequest } from './prepared-request.js';

const meta = (row: number): Meta => ({
  organization: '0d8f4b9e-57a4-5f0e-9d2f-1f6c8a3b7e10', actor: 'a', app: 'b', correlationId: 'c', causationId: null, receivedAt: '2026-10-03T21:15:00Z', provenance: { sourceSystem: 'canvass-csv', row },
});
const rowIn = (given: Meta) => {
  const event = { id: '0d8f4b9e-57a4-5f0e-9d2f-1f6c8a3b7e11', type: 'T', schemaVersion: 1, occurredAt: '2026-10-03T21:14:05Z', data: {} };
  return (JSON.parse(prepareRequest({ stream: 's-1', expected: 'none', events: [event], meta: given, digest: 'a'.repeat(64) }).meta) as Meta).provenance?.row;
};

it('Each event keeps the row that it came from, whether the rows before it shared their origin or not', () => {
  const [one, two] = [meta(1), meta(2)];
  expect([one, one, two, one, two, two].map(rowIn)).toEqual([1, 1, 2, 1, 2, 2]);
});
