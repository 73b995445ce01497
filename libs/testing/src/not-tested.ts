import { appendFileSync } from 'node:fs';

let isLacking = false;

/** Names what a run could not test, and why, so that what was skipped is not taken for passed: the run's summary prints it. */
export function notTested(what: string): void {
  isLacking = true;
  append('', what);
}

/** Of a test that asserted nothing in a file that lacks something: it is not counted as passed. */
export function skipped(test: string): void {
  if (isLacking) append('.skipped', test);
}

function append(kind: string, line: string): void {
  const file = process.env['FIELDLEDGER_NOT_TESTED'];
  if (file) appendFileSync(`${file}${kind}`, `${line}\n`);
}
