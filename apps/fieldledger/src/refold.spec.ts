import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECTIONS } from '@fieldledger/reports';
import { trialBundle, trialLedger, writeTrial } from '@fieldledger/testing';
import { verifyBundle } from '@fieldledger/verifier';
import { refold } from './refold.js';

it('A figure with rows is not what the events make where there are none, and of each table that is not in the bundle it is said why', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'refold-'));
  try {
    const ledger = trialLedger({ seed: 1, events: 0 });
    writeTrial(directory, trialBundle(ledger));
    const keys = [ledger.keys[0]!.key.vkey];
    const { version } = PROJECTIONS.find(({ name }) => name === 'contact_rates')!;
    const found = await verifyBundle(directory, { keys });
    expect(found.findings).toEqual([]);
    const [rates, ...others] = await refold(directory, keys, { ...found, figures: found.figures.map((figure) => ({ ...figure, version })) }, () => {});
    expect(rates).toMatchObject({ projection: 'contact_rates', differs: expect.stringContaining('no such row') });
    const unchecked = ({ name, personal }: (typeof PROJECTIONS)[number]) => ({ projection: name, unchecked: personal ? 'they hold names in clear, which are sealed in a bundle' : 'the bundle does not have them' });
    expect(others).toEqual(PROJECTIONS.filter(({ name }) => name !== 'contact_rates').map(unchecked));
    expect(others).toContainEqual({ projection: 'contributors', unchecked: expect.stringContaining('sealed') });
  } finally {
    rmSync(directory, { recursive: true });
  }
});
