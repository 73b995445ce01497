import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const dist = join(import.meta.dirname, '..', '..', 'apps', 'fieldledger', 'dist');
const ASKING = [
  'encryption-key', 'erase', 'export', 'import', 'key', 'ledger-key', 'readings', 'rebuild', 'receipt', 'reconcile', 'replay', 'report', 'rollback', 'sql-reader', 'verify',
].map((verb) => `${verb}-command`);

/** The CommonJS packages of what these files import. */
async function packagesOf(...files: string[]): Promise<ReadonlySet<string | undefined>> {
  const program = `
    import { createRequire } from 'node:module';
    for (const file of ${JSON.stringify(files)}) await import(${JSON.stringify(pathToFileURL(dist).href)} + '/' + file + '.js');
    console.log(Object.keys(createRequire(import.meta.url).cache).join('\\n'));
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'reflect-metadata', '--input-type=module', '-e', program], { cwd: dist });
  return new Set(stdout.split('\n').map((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]));
}

it('A command that asks a server, or starts one that may have to refuse, is there at once: it loads nothing of what a server is made of', async () => {
  const packages = await packagesOf(...ASKING, 'start');
  expect(packages).toContain('pg');
  // What Nest, the door and the reports cannot be without.
  expect(['rxjs', 'fastify', 'typeorm', 'class-validator', 'kafkajs'].filter((name) => packages.has(name))).toEqual([]);
});

it('Whoever folds, or reads the files of a system whose codes are a domain’s, loads no door, nor what keeps the schema of a database', async () => {
  const packages = await packagesOf('../../../libs/sources/dist/van-signups/van-signups', '../../../libs/sources/dist/van-contact-history/van-contact-history', 'refold', '../../projector/dist/projecting');
  expect(packages).toContain('class-validator');
  expect(['fastify', 'typeorm'].filter((name) => packages.has(name))).toEqual([]);
});
