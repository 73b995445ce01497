import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, codeDigest } from './build.js';
import { RELEASE } from './release.js';

describe('a build', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fieldledger-build-'));
  const [here, elsewhere] = [join(folder, 'here'), join(folder, 'elsewhere')];
  const write = (libraries: string, name: string, text: string) => writeFileSync(join(libraries, 'reports', 'dist', name), text);
  beforeEach(() => {
    mkdirSync(join(here, 'reports', 'dist', 'receipts'), { recursive: true });
    write(here, 'receipts/receipts.query.js', `const SQL = 'SELECT 1';\n\n//# sourceMappingURL=data:application/json;base64,aGVyZQ==`);
    write(here, 'receipts/receipts.table.sql', 'CREATE TABLE {{table}} ();\n');
    cpSync(here, elsewhere, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is the same wherever it was made, and another one with one other letter', () => {
    write(elsewhere, 'receipts/receipts.query.js', `const SQL = 'SELECT 1';\n\n//# sourceMappingURL=data:application/json;base64,ZWxzZXdoZXJl`);
    expect(codeDigest(elsewhere, 'dist')).toBe(codeDigest(here, 'dist'));
    write(elsewhere, 'receipts/receipts.table.sql', 'CREATE TABLE {{table}} () ;\n');
    expect(codeDigest(elsewhere, 'dist')).not.toBe(codeDigest(here, 'dist'));
  });

  it('is named after its release', () => {
    expect(build()).toMatch(/^\d+\.\d+\.\d+\+[0-9a-f]{12}$/);
    expect(build().startsWith(RELEASE)).toBe(true);
  });
});
