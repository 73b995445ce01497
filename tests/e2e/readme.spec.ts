import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { notTested } from '@fieldledger/testing';
import { RunningServer } from './running-server.js';

const root = join(import.meta.dirname, '..', '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** What differs from one run to the next: moments, ids and keys that are drawn, and how many heads were signed meanwhile. */
const steady = (text: string) => text.replaceAll('\r\n', '\n').replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z/g, 'MOMENT').replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID').replace(/\d+ published checkpoints/g, 'N published checkpoints').replace(/\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}/g, '+KEY').trim();

/** What the session leaves behind. */
const LEFT = [
  'bundle', 'ledger.vkey', 'contact-rates.receipt',
  'knocks-2001.outcomes.csv', '1229017.outcomes.csv', 'tests/fixtures/canvass/small-canvass.csv.outcomes.csv', 'tests/fixtures/volunteering/turfs-2001.jsonl.outcomes.csv',
  ...['small-actblue.csv', 'small-filing.fec', 'small-filing-amended.fec'].map((file) => `tests/fixtures/donations/${file}.outcomes.csv`),
];

describe("the README's session", () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await new RunningServer().start();
  });
  afterAll(async () => {
    await server.remove();
    for (const left of LEFT) rmSync(join(root, left), { force: true, recursive: true });
  });

  it('prints what it says, word for word', async () => {
    const commands = [...readme.matchAll(/^```session\n([^]*?)^```/gm)].flatMap(([, block]) =>
      block!.split(/^\$ npm run -s fieldledger -- /m).slice(1).map((part) => {
        const [command, ...output] = part.split('\n');
        return { words: command!.split(' '), output: output.join('\n') };
      }),
    );
    expect(commands.length).toBeGreaterThan(6);
    for (const { words, output } of commands) {
      const data = words.find((word) => word.startsWith('../shared/'));
      if (data && !existsSync(join(root, data))) {
        notTested(`the README's session with ${data}: the file is absent`);
        return;
      }
      const { stdout, stderr } = await server.run(...words);
      expect([words.join(' '), stderr, steady(stdout)]).toEqual([words.join(' '), '', steady(output)]);
    }
  }, 300_000);
});
