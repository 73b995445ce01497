import { RunningServer } from './running-server.js';
it('lag', async () => {
  const server = await new RunningServer().start();
  let v = 0;
  const a = () => ({ attemptId: crypto.randomUUID(), voter: { system: 'van', scope: 'OH', id: String(++v) }, contactTypeId: 2, inputTypeId: 14, resultCodeId: 14, campaignId: 'c', batchId: 'b', attemptedAt: '2025-10-03T21:14:05Z' });
  for (let n = 0; n < 6; n++) {
    await Promise.all(Array.from({ length: 8 }, () => server.request('POST', '/contact-attempts/batch', { items: Array.from({ length: 500 }, a) })));
    const r = await server.request('POST', '/rollbacks/previews', { rollbackId: crypto.randomUUID(), scope: { of: 'batch', id: 'b' }, reasonCode: 'other' });
    const body = await r.json() as any;
    console.log(r.status, v, body.attempts, JSON.stringify(body.reports.map((x: any) => [x.report, x.before.attempts ?? x.before.events, x.after.attempts ?? x.after.events])));
  }
  await server.remove();
});
