/** Types, lint and the import rule: one line for each, and a non-zero exit when any of them finds a fault. */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const bin = (path) => join(root, 'node_modules', path);

const checks = [
  ['types', [bin('typescript/bin/tsc'), '-p', 'tsconfig.base.json', '--pretty', 'false']],
  ['lint', [bin('eslint/bin/eslint.js'), '--config', 'infra/tooling/eslint.config.mjs', '--max-warnings', '0', '.']],
  ['import rule', [join(import.meta.dirname, 'import-rule.mjs')]],
];

let faults = 0;
for (const [name, command] of checks) {
  const startedAt = performance.now();
  const { status, stdout, stderr, error } = spawnSync(process.execPath, command, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  if (status === 0) {
    console.log(`ok     ${name} (${seconds} s)`);
  } else {
    faults += 1;
    console.log(`${stdout ?? ''}${stderr ?? ''}${error ?? ''}`.trim());
    console.log(`FAULT  ${name} (${seconds} s)`);
  }
}
process.exitCode = faults === 0 ? 0 : 1;
