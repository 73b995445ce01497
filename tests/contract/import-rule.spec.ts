import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const LIBS = ['kernel', 'http', 'contacts', 'donations', 'reports', 'event-log', 'read-store', 'embedded-postgres', 'testing', 'canvass'];
const trees: string[] = [];

/** A small made-up Fieldledger: every lib has an index, and the files given are laid over it. */
function tree(files: Record<string, string>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fieldledger-import-rule-')));
  trees.push(folder);
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write('package.json', '{ "type": "module" }');
  write('tsconfig.base.json', '{ "compilerOptions": { "module": "NodeNext", "moduleResolution": "NodeNext", "target": "ES2023" } }');
  write('node_modules/@nestjs/common/package.json', '{ "name": "@nestjs/common", "main": "index.js" }');
  write('node_modules/@nestjs/common/index.js', '');
  for (const lib of LIBS) {
    write(`libs/${lib}/package.json`, `{ "name": "@fieldledger/${lib}", "type": "module", "exports": { ".": { "types": "./src/index.ts" } } }`);
    write(`libs/${lib}/src/index.ts`, 'export type Thing = string;\nexport const thing = 1;\n');
    mkdirSync(join(folder, 'node_modules/@fieldledger'), { recursive: true });
    symlinkSync(join(folder, 'libs', lib), join(folder, 'node_modules/@fieldledger', lib));
  }
  for (const [path, text] of Object.entries(files)) write(path, text);
  return folder;
}

function importRule(folder: string): { status: number | null; lines: string[] } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'infra/tooling/import-rule.mjs'), folder], { encoding: 'utf8' });
  return { status, lines: `${stdout}${stderr}`.split('\n').filter(Boolean) };
}

const imports = (name: string) => `import { thing } from '${name}';\nexport const mine = thing;\n`;

/** The file, what it imports, and the rule it breaks. */
const FAULTS: [path: string, text: string, rule: string][] = [
  ['libs/kernel/src/event.ts', imports('@fieldledger/contacts'), 'kernel-sees-only-its-own'],
  ['libs/contacts/src/consent-handlers.ts', imports('@fieldledger/donations'), 'contacts-sees-only-its-own'],
  ['libs/contacts/src/codes-handlers.ts', imports('@fieldledger/event-log'), 'contacts-sees-only-its-own'],
  ['libs/contacts/src/odd.spec.ts', imports('@fieldledger/donations'), 'contacts-specs-see-testing-besides'],
  ['libs/contacts/src/attempt-handlers.ts', imports('@fieldledger/testing'), 'only-specs-import-testing'],
  ['libs/contacts/src/attempt.ts', imports('@nestjs/common'), 'rules-know-no-framework'],
  ['libs/contacts/src/opt-out.ts', imports('@nestjs/common'), 'rules-know-no-framework'],
  ['libs/contacts/src/codes.ts', "import { readFileSync } from 'node:fs';\nexport const mine = readFileSync;\n", 'rules-do-no-input-or-output'],
  ['libs/contacts/src/code-tables.ts', imports('../../kernel/src/index.js'), 'a-lib-is-imported-by-name'],
  ['libs/reports/src/turnout/turnout.projection.ts', imports('@fieldledger/contacts'), 'reports-import-domains-as-types'],
  ['libs/read-store/src/store.ts', imports('@fieldledger/embedded-postgres'), 'read-store-sees-only-its-own'],
  ['libs/embedded-postgres/src/cluster.ts', imports('@nestjs/common'), 'embedded-postgres-needs-node-and-pg-only'],
  ['libs/canvass/src/walk.ts', imports('@fieldledger/kernel'), 'a-lib-has-a-place-in-the-table'],
  ['libs/http/src/round.ts', imports('./round.js'), 'no-circles'],
  ['apps/query/src/main.ts', imports('../../ingest/src/main.js'), 'apps-do-not-import-each-other'],
];

afterAll(() => {
  for (const folder of trees) rmSync(folder, { recursive: true, force: true });
});

describe('who may import whom', () => {
  it('lets each part of a well-kept campaign import what the table allows', () => {
    const { status, lines } = importRule(
      tree({
        'libs/contacts/src/attempt.ts': imports('@fieldledger/kernel'),
        'libs/contacts/src/attempt.spec.ts': imports('@fieldledger/testing'),
        'libs/contacts/src/contacts.controller.ts': imports('@fieldledger/http') + "import '@nestjs/common';\n",
        'libs/reports/src/turnout/turnout.projection.ts': "import type { Thing } from '@fieldledger/contacts';\nexport type Mine = Thing;\n",
        'libs/testing/src/postgres.ts': imports('@fieldledger/embedded-postgres'),
        'apps/ingest/src/main.ts': imports('@fieldledger/event-log'),
      }),
    );
    expect({ status, lines }).toEqual({ status: 0, lines: [] });
  });

  it('refuses to call an empty campaign a good one', () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fieldledger-import-rule-')));
    trees.push(folder);
    writeFileSync(join(folder, 'tsconfig.base.json'), '{}');
    expect(importRule(folder).status).not.toBe(0);
  });

  describe('names each fault and the file it is in', () => {
    let found: string[] = [];
    beforeAll(() => {
      const bad = Object.fromEntries(FAULTS.map(([path, text]) => [path, text]));
      found = importRule(tree({ ...bad, 'apps/ingest/src/main.ts': 'export const thing = 1;\n' })).lines;
    });
    it.each(FAULTS)('%s', (path, _text, rule) => {
      expect(found.filter((line) => line.startsWith(`${rule}: ${path} → `))).toHaveLength(1);
    });
  });
});
