/**
 * Checks who imports whom against `.dependency-cruiser.mjs`, and prints each fault.
 * `node infra/tooling/import-rule.mjs [tree]` looks at another tree of the same shape; the spec of the rule does.
 * It calls the library, because dependency-cruiser's own command line refuses Node 20.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cruise } from 'dependency-cruiser';
import extractTsConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import rule from '../../.dependency-cruiser.mjs';

const tree = resolve(process.argv[2] ?? join(import.meta.dirname, '../..'));
process.chdir(tree);

const { forbidden, options } = rule;
const { enhancedResolveOptions, tsConfig, ...cruiseOptions } = options;
const { output } = await cruise(
  ['libs', 'apps', 'tests'].filter((folder) => existsSync(folder)),
  { ...cruiseOptions, baseDir: tree, validate: true, ruleSet: { forbidden } },
  enhancedResolveOptions,
  { tsConfig: extractTsConfig(tsConfig.fileName) },
);

if (output.summary.totalCruised === 0) {
  console.log('No file was looked at, which proves nothing.');
  process.exitCode = 1;
}
for (const { rule: broken, from, to } of output.summary.violations) {
  console.log(`${broken.name}: ${from} → ${to}`);
  process.exitCode = 1;
}
