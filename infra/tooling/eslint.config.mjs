import { resolve } from 'node:path';
import tseslint from 'typescript-eslint';

const FOCUSED = '/^(it|describe|test)$/';

/** A focused or skipped test hides the others, or itself, and the count at the end would still look well. */
const noFocusedTests = [
  {
    selector: `MemberExpression[object.name=${FOCUSED}][property.name=/^(only|skip)$/]`,
    message: 'No focused or skipped tests: report NOT TESTED instead.',
  },
  { selector: 'CallExpression[callee.name=/^(fit|fdescribe|xit|xtest|xdescribe)$/]', message: 'No focused or skipped tests.' },
];

export default tseslint.config(
  { ignores: ['**/node_modules/', '**/dist/', 'coverage/', '.soak/', '.fieldledger/', 'tests/fixtures/', 'apps/console/public/'] },
  ...tseslint.configs.recommended,
  {
    rules: {
      'no-restricted-syntax': ['error', ...noFocusedTests],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
    },
  },
  {
    files: ['libs/*/src/**/*.ts', 'apps/*/src/**/*.ts', 'tests/**/*.ts'],
    languageOptions: { parserOptions: { project: './tsconfig.base.json', tsconfigRootDir: resolve(import.meta.dirname, '../..') } },
    rules: { '@typescript-eslint/no-floating-promises': 'error' },
  },
  {
    files: ['libs/*/src/**/*.ts'],
    ignores: ['**/*.d.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...noFocusedTests,
        { selector: 'ExportDefaultDeclaration', message: 'A lib exports by name, so that one thing has one name everywhere.' },
      ],
    },
  },
);
