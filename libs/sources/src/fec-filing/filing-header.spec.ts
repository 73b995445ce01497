import { filingHeader } from './filing-header.js';

const headerOf = (...lines: string[]) => {
  const told = lines.map((text, n) => ({ text, number: n + 1 }));
  return filingHeader((async function* () {
    yield* told as never[];
  })());
};

it.each([['24088', 'FEC-24088'], ['FEC-24088', 'FEC-24088'], ['fec 24088', 'FEC-24088'], [' - 24088', 'FEC-24088'], ['FEC - 24088', 'FEC-24088'], ['FEC--24088', undefined], ['000', undefined], ['024088', 'FEC-024088'], ['24088a', undefined]])(
  'An amendment cites its original as %j', async (cited, amends) => {
    expect((await headerOf(`HDR\u001cFEC\u001c8.3\u001cours\u001c1\u001c${cited}\u001c1`)).amends).toBe(amends);
  },
);

it('A header that cites a long blank is read in a moment', async () => {
  const { user } = process.cpuUsage();
  expect((await headerOf(`HDR\u001cFEC\u001c8.3\u001cours\u001c1\u001cFEC${'\t'.repeat(300_000)}x\u001c1`)).amends).toBeUndefined();
  expect(process.cpuUsage({ user, system: 0 }).user / 1_000).toBeLessThan(500);
});
