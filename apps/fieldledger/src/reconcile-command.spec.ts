import { reconcile, type ReconcileOptions } from './reconcile-command.js';

it.each<Partial<ReconcileOptions>>([{ committee: 'C00999999' }, { from: '2026-08-01' }, { to: '2026-08-31' }, { groupBy: 'day' }, { where: ['donor=n:x'] }, { after: 'x' }])('A file is compared as a whole: %j is not passed over', async (narrowed) => {
  const asked = reconcile(undefined as never, 'reconciliation', { format: 'table', file: 'none.csv', sourceFormat: 'actblue-csv', where: [], ...narrowed }, () => undefined);
  await expect(asked).rejects.toThrow(/^A file is compared as a whole, .* Leave out /);
});
