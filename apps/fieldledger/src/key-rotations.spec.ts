import { trialJson, trialKey, trialLedger, trialProof, trialRotation, type TrialEvent, type TrialLedger } from '@fieldledger/testing';
import { Refused } from '@fieldledger/verifier';
import type { Client } from './client.js';
import { followed } from './key-rotations.js';

const [FIRST, SECOND] = [7, 19];
const ledger = trialLedger({ seed: 1, events: 40, rotations: [FIRST, SECOND] });
const vkeys = ledger.keys.map(({ key }) => key.vkey) as [string, string, string];
const served = vkeys.toReversed();
const positionOf = (index: number) => ledger.events[index]!.envelope['position'] as string;
const stranger = trialKey(ledger.origin, 99);

/** What a server of this ledger tells, unless it tells otherwise. */
function serverOf(told: TrialLedger, otherwise: Readonly<Record<string, Response>> = {}): Client {
  const records = told.events
    .filter(({ envelope }) => envelope['type'] === 'LedgerKeyRotated')
    .map(({ envelope: { type, stream, position }, payload }) => ({ headers: { ce_type: type, ce_subject: stream, ce_position: position }, value: payload }));
  return {
    url: '',
    request: async (_method, path) => {
      const index = told.events.findIndex(({ envelope }) => path === `/ledger/proofs/${String(envelope['position'])}`);
      return otherwise[path] ?? (index < 0 ? new Response(trialJson({ records })) : new Response(trialProof(told, index)));
    },
  };
}

/** The ledger with another payload at this index, and everything over it signed again. */
const changed = (index: number, payload: string): TrialLedger => ({ ...ledger, events: ledger.events.with(index, { ...ledger.events[index]!, payload } as TrialEvent) });

describe('keys that are trusted', () => {
  it('lead to those after them, and to none before', async () => {
    const [first, second, third] = [{ vkey: vkeys[0], replacedAt: positionOf(FIRST) }, { vkey: vkeys[1], replacedAt: positionOf(SECOND) }, { vkey: vkeys[2], replacedAt: undefined }];
    expect(await followed(serverOf(ledger), served, [vkeys[0]])).toEqual([first, second, third]);
    expect(await followed(serverOf(ledger), served, [vkeys[1]])).toEqual([second, third]);
    expect(await followed(serverOf(ledger), served, served)).toEqual([first, second, third]);
  });

  it('stay trusted where the ledger has others, and lead nowhere', async () => {
    expect(await followed(serverOf(ledger), served, [stranger.vkey])).toEqual([{ vkey: stranger.vkey }]);
  });

  it('do not lead over a rotation that is in no checkpoint yet', async () => {
    const lagging = serverOf(ledger, { [`/ledger/proofs/${positionOf(FIRST)}`]: new Response(trialProof(ledger, FIRST, SECOND)), [`/ledger/proofs/${positionOf(SECOND)}`]: new Response('{}', { status: 404 }) });
    expect(await followed(lagging, served.slice(1), [vkeys[0]])).toEqual([{ vkey: vkeys[0], replacedAt: positionOf(FIRST) }, { vkey: vkeys[1], replacedAt: undefined }]);
  });

  it.each([
    ['that somebody else signed', changed(FIRST, trialRotation(ledger.origin, ledger.keys[0]!.key, ledger.keys[1]!.key, stranger)), {}],
    ['that leads to a stranger', changed(SECOND, trialRotation(ledger.origin, ledger.keys[1]!.key, stranger, stranger)), {}],
    ['of another event', ledger, { [`/ledger/proofs/${positionOf(FIRST)}`]: trialProof(ledger, FIRST + 1) }],
    ['in a tree that a stranger signed', { ...ledger, keys: ledger.keys.with(2, { key: stranger, after: SECOND }) }, {}],
  ])('lead over no rotation %s', async (_, told, proofs: Readonly<Record<string, string>>) => {
    const otherwise = Object.fromEntries(Object.entries(proofs).map(([path, proof]) => [path, new Response(proof)]));
    await expect(followed(serverOf(told, otherwise), served, [vkeys[0]])).rejects.toThrow(Refused);
  });
});
