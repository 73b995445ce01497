import { appendFileSync } from 'node:fs';

/** Names what a run could not test, and why, so that what was skipped is not taken for passed: the run's summary prints it. */
export function notTested(what: string): void {
  const file = process.env['FIELDLEDGER_NOT_TESTED'];
  if (file) appendFileSync(file, `${what}\n`);
}
