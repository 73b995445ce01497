import type { RebuildStatus } from '@fieldledger/read-store';
import { rebuild } from './rebuild-command.js';

it('A rebuild tells how far it is from its very beginning on, when it has no table yet', async () => {
  const status = { id: 'a', report: 'contact-rates', position: '', of: '', startedAt: '' };
  const statuses: RebuildStatus[] = [{ ...status, state: 'folding' }, { ...status, state: 'folding', projection: 'contact_rates', of: '7' }, { ...status, state: 'finished', equal: true, tables: [] }];
  const [told, error] = [[] as string[], console.error];
  console.error = (line: string) => told.push(line);
  try {
    await rebuild({ url: '', request: async (method) => new Response(JSON.stringify(method === 'POST' ? { id: 'a' } : statuses.shift())) }, 'contact-rates', { compare: true, format: 'table' }, () => undefined);
  } finally {
    console.error = error;
  }
  expect(told).toEqual(['beginning', 'contact_rates: folding, at the beginning of 7']);
});
