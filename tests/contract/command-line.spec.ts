import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { REPORTS } from '@fieldledger/reports';
import { FORMAT_NAMES } from '@fieldledger/sources';

const bin = join(import.meta.dirname, '..', '..', 'apps', 'fieldledger', 'bin', 'fieldledger.mjs');
/** The words of a verb's help, wherever its lines break. */
const helpOf = async (verb: string) => (await promisify(execFile)(process.execPath, [bin, 'help', verb])).stdout.match(/[\w-]+/g);

describe('the command line', () => {
  it('names every report, and every format that files can be imported from', async () => {
    expect(await helpOf('report')).toEqual(expect.arrayContaining(REPORTS.map(({ name }) => name)));
    expect(await helpOf('import')).toEqual(expect.arrayContaining([...FORMAT_NAMES]));
  });
});
