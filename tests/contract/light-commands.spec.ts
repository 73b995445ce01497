import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const dist = join(import.meta.dirname, '..', '..', 'apps', 'fieldledger', 'dist');
/** What Nest, the door and the reports cannot be without. */
const OF_A_SERVER = ['rxjs', 'fastify', 'typeorm', 'class-validator', 'kafkajs'];
/** Not among them are those that read a source's files. */
const LIGHT = [
  'encryption-key', 'erase', 'export', 'key', 'ledger-key', 'readings', 'rebuild', 'receipt', 'replay', 'report', 'rollback', 'sql-reader', 'verify',
].map((verb) => `${verb}-command`);

it('A command that asks a server, or starts one that may have to refuse, is there at once: it loads nothing of what a server is made of', async () => {
  const program = `
    import { createRequire } from 'node:module';
    for (const name of ${JSON.stringify([...LIGHT, 'start'])}) await import(${JSON.stringify(pathToFileURL(dist).href)} + '/' + name + '.js');
    console.log(Object.keys(createRequire(import.meta.url).cache).join('\\n'));
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'reflect-metadata', '--input-type=module', '-e', program], { cwd: dist });
  const packages = new Set(stdout.split('\n').map((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]));
  expect(packages).toContain('pg');
  expect(OF_A_SERVER.filter((name) => packages.has(name))).toEqual([]);
});
