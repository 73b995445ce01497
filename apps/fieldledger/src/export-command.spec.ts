import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Client } from './client.js';
import { exportBundle } from './export-command.js';

const HASH = createHash('sha256').update('hostile').digest('hex');

/** Of a server that has no events, and files of these names. */
const serverWith = (files: Record<string, string>): Client => ({
  url: '',
  request: async (_method, path) => new Response(!path.includes('/files/') ? JSON.stringify({ exportId: 'a', state: 'ready', size: 0 }) : path.endsWith('/bundle.json') ? JSON.stringify({ files }) : 'hostile'),
});

it.each(['../elsewhere', 'figures/../../elsewhere', '/elsewhere', 'bundle.json', 'figures/\u001b[2K.jsonl'])('No server writes outside of the folder that a bundle is fetched into: %j', async (path) => {
  const out = join(mkdtempSync(join(tmpdir(), 'fieldledger-export-')), 'bundle');
  await expect(exportBundle(serverWith({ 'README.md': HASH, [path]: HASH }), { out }, () => undefined)).rejects.toThrow(/^The server lists "[\x20-\x7e]+", which is no file of a bundle/);
  expect([join(dirname(out), 'elsewhere'), join(out, 'README.md'), '/elsewhere'].filter(existsSync)).toEqual([]);
  await exportBundle(serverWith({ 'README.md': HASH }), { out: `${out}-honest` }, () => undefined);
  expect(existsSync(join(`${out}-honest`, 'README.md'))).toBe(true);
});

it('No export that was begun by somebody else leads through a link to another folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fieldledger-export-'));
  const [out, elsewhere] = ['bundle', 'elsewhere'].map((name) => join(folder, name)) as [string, string];
  for (const each of [join(out, 'ledger'), elsewhere]) mkdirSync(each, { recursive: true });
  writeFileSync(join(out, 'export.part.json'), '{"exportId":"a"}');
  symlinkSync(elsewhere, join(out, 'figures'));
  await expect(exportBundle(serverWith({ 'figures/receipts.jsonl': HASH }), { out }, () => undefined)).rejects.toThrow(/ is a link, "figures", that leads elsewhere\. Nothing was fetched/);
  expect(readdirSync(elsewhere)).toEqual([]);
});
