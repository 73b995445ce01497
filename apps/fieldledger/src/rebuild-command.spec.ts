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

it('Of a table that differs it is said how it becomes right again', async () => {
  const table = { projection: 'contact_rates', version: 3, position: '7', rows: 7, digest: 'd', equal: false, differing: 1, differences: [] };
  const status: RebuildStatus = { id: 'a', report: 'contact-rates', position: '7', of: '7', startedAt: '', state: 'finished', equal: false, tables: [table] };
  const server = { url: '', request: async (method: string) => new Response(JSON.stringify(method === 'POST' ? { id: 'a' } : status)) };
  await expect(rebuild(server, 'contact-rates', { compare: true, format: 'table' }, () => undefined)).rejects.toThrow('1 row differs. Whoever runs the server has the table made anew from the log, as infra/README.md says.');
});
