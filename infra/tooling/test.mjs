/**
 * Runs Jest as native ESM and ends with one line a machine can read: `N passed, N failed`.
 * `--unit` runs only the pure specs, `--soak` only the long ones (all, or those that are named); every other argument is handed to Jest.
 * A test that could not start a real service appends a line to the file named by FIELDLEDGER_NOT_TESTED; one that asserts
 * nothing after that is no passed one.
 */
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const given = process.argv.slice(2);
const unit = given.includes('--unit');
const soak = given.includes('--soak');
const extra = given.filter((argument) => argument !== '--unit' && argument !== '--soak');

const scratch = mkdtempSync(join(tmpdir(), 'fieldledger-test-'));
// What the specs leave in the temporary directory goes when the run does. PostgreSQL, which does not run as root, has to pass through.
chmodSync(scratch, 0o711);
const resultsFile = join(scratch, 'results.json');
const notTestedFile = process.env.FIELDLEDGER_NOT_TESTED ?? join(scratch, 'not-tested');
const skippedFile = `${notTestedFile}.skipped`;
for (const file of [notTestedFile, skippedFile]) writeFileSync(file, '');

/** For brokers that run for seconds: to compile with care what runs that shortly is most of what they would do. */
const shortLived = `${process.env.JDK_JAVA_OPTIONS ?? ''} -XX:TieredStopAtLevel=1`.trim();

process.exitCode = await main();

async function main() {
  try {
    const exitCode = await jest(selection());
    return report(counts(), notTested(), exitCode);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The arguments that choose which specs run. Positional paths come first: Jest's list options swallow what follows. */
function selection() {
  if (unit) return [...extra, '--runTestsByPath', ...pureSpecs()];
  if (soak) return [...(extra.length > 0 ? extra : ['tests/soak/']), '--runInBand'];
  return [...extra, '--testPathIgnorePatterns=/node_modules/', '--testPathIgnorePatterns=/tests/soak/'];
}

/** A spec is pure when it starts no database: it mentions neither `startTestPostgres` nor `databaseForSuite`. */
function pureSpecs() {
  const specs = readdirSync(join(root, 'libs')).flatMap((lib) => {
    const source = join(root, 'libs', lib, 'src');
    if (!existsSync(source)) return [];
    return readdirSync(source, { recursive: true }).map((file) => join(source, file));
  });
  return specs.filter((file) => file.endsWith('.spec.ts') && !/startTestPostgres|databaseForSuite/.test(readFileSync(file, 'utf8')));
}

function jest(arguments_) {
  const child = spawn(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--no-warnings',
      join(root, 'node_modules/jest/bin/jest.js'),
      '--config',
      join(import.meta.dirname, 'jest.config.mjs'),
      ...arguments_,
      ...(soak ? [] : ['--maxWorkers=2']),
      '--json',
      `--outputFile=${resultsFile}`,
    ],
    {
      cwd: root,
      // Jest prints the whole JSON on standard output as well; what a person reads goes to standard error.
      stdio: ['inherit', 'ignore', 'inherit'],
      env: { ...process.env, JDK_JAVA_OPTIONS: shortLived, FIELDLEDGER_NOT_TESTED: notTestedFile, FIELDLEDGER_MADE_CLUSTER: join(scratch, 'cluster'), TMPDIR: scratch, ...(soak ? { SOAK: '1' } : {}) },
    },
  );
  return new Promise((done, failed) => {
    child.once('error', failed);
    child.once('close', (code) => done(code ?? 1));
  });
}

/** A suite that never ran counts as one failure: its tests are unknown, not absent. */
function counts() {
  if (!existsSync(resultsFile)) return { passed: 0, failed: 1 };
  const results = JSON.parse(readFileSync(resultsFile, 'utf8'));
  return { passed: results.numPassedTests - skipped(), failed: results.numFailedTests + results.numRuntimeErrorTestSuites };
}

/** How many tests returned without an assertion, since something is not on this machine. */
function skipped() {
  return readFileSync(skippedFile, 'utf8').split('\n').length - 1;
}

/** One line for each thing no test could reach, however many tests wanted it. */
function notTested() {
  const lines = readFileSync(notTestedFile, 'utf8').split('\n');
  return [...new Set(lines.map((line) => line.trim()).filter(Boolean))];
}

function report({ passed, failed }, missing, exitCode) {
  for (const line of missing) console.log(`NOT TESTED: ${line.replace(/^NOT TESTED: /, '')}`);
  const required = process.env.REQUIRE_SERVICES === '1';
  let faults = failed + (required ? missing.length : 0);
  if (required && missing.length > 0) console.log('REQUIRE_SERVICES=1: what was not tested counts as failed.');
  if (passed + failed === 0) {
    console.log('No test ran, which proves nothing.');
    faults += 1;
  }
  // Jest may refuse for a reason that is in no test, such as a worker that died.
  if (exitCode !== 0 && faults === 0) faults = 1;
  console.log(`${passed} passed, ${faults} failed`);
  return faults === 0 ? 0 : 1;
}
