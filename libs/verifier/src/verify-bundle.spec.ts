import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { trialBundle, trialLedger, writeTrial } from '@fieldledger/testing';
import { verifyBundle } from './verify-bundle.js';

it('smoke', async () => {
  const ledger = trialLedger({ seed: 1, events: 700, rotations: [300], checkpoints: [0, 1, 255, 256, 257, 300, 301, 511, 512] });
  const directory = mkdtempSync(join(tmpdir(), 'bundle-'));
  writeTrial(directory, trialBundle(ledger));
  for (let i = 0; i < 5; i++) {
    const t = performance.now();
    const result = await verifyBundle(directory, { keys: [ledger.keys[0]!.key.vkey] });
    console.log(performance.now() - t, result);
    expect(result.findings).toEqual([]);
  }
});
