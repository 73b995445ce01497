import { resolve } from 'node:path';

/** Jest as native ESM: Nest 12 is ESM only, and decorators need swc's metadata. */
export default {
  rootDir: resolve(import.meta.dirname, '../..'),
  testEnvironment: 'node',
  // Without the root: the folder of a clone may be called `fieldledger (1)`, which is a pattern.
  testMatch: ['**/libs/*/src/**/*.spec.ts', '**/apps/*/src/**/*.spec.ts', '**/tests/**/*.spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest'] },
  moduleNameMapper: {
    '^@fieldledger/([a-z-]+)$': ['<rootDir>/libs/$1/src/index.ts', '<rootDir>/apps/$1/src/index.ts'],
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  setupFilesAfterEnv: ['<rootDir>/infra/tooling/count-skipped.ts'],
  modulePathIgnorePatterns: ['/dist/'],
  // A small machine that does other things beside is not a fault: on one, a single start takes half a minute.
  testTimeout: 180_000,
};
