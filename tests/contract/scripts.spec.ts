import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const FOLDERS = ['infra/tooling/bench', 'tests/integration', 'tests/soak'];
const IMPORT = /^import \{([^}]+)\} from '(@fieldledger\/[\w-]+)';$/gm;

// They are not compiled, and most run by hand only.
it('A script imports nothing that no lib gives', async () => {
  const asked = FOLDERS.flatMap((folder) => readdirSync(join(ROOT, folder)).filter((name) => name.endsWith('.mjs')).flatMap((name) =>
    [...readFileSync(join(ROOT, folder, name), 'utf8').matchAll(IMPORT)].flatMap(([, names, lib]) => names!.split(',').map((given) => ({ script: `${folder}/${name}`, lib: lib!, given: given.trim().split(' as ')[0]! }))),
  ));
  expect(asked.length).toBeGreaterThan(50);
  const missing = [];
  for (const each of asked) if (!(each.given in ((await import(each.lib)) as object))) missing.push(each);
  expect(missing).toEqual([]);
});
