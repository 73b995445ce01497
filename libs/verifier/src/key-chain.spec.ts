import { trialJson, trialKey, trialNote, trialRotation, type TrialKey } from '@fieldledger/testing';
import { KeyChain } from './key-chain.js';
import { parseVkey } from './note.js';

const ORIGIN = 'log.example/a';
const [a, b, c, stranger] = [1, 2, 3, 4].map((seed) => trialKey(ORIGIN, seed)) as [TrialKey, TrialKey, TrialKey, TrialKey];
const chainOf = (...trusted: readonly TrialKey[]) => new KeyChain(ORIGIN, parseVkey(a.vkey), trusted.map(({ vkey }) => parseVkey(vkey)));
const announce = (from: TrialKey, to: TrialKey) => trialJson({ from: from.vkey, statement: trialNote(`${ORIGIN}/key-rotation/v1\n${to.vkey}\n`, from), to: to.vkey });

describe('The keys of a ledger', () => {
  it('sign from the event after the one that announces them', () => {
    const chain = chainOf(b);
    chain.rotate(10, trialRotation(ORIGIN, a, b));
    chain.rotate(20, trialRotation(ORIGIN, b, c));
    expect([0, 10, 11, 20, 21, 99].map((size) => chain.dueAt(size).text)).toEqual([a, a, b, b, c, c].map(({ vkey }) => vkey));
    expect([[a, 10], [a, 11], [b, 20], [b, 21], [c, 99], [stranger, 99]].map(([key, size]) => chain.replacedAt(parseVkey((key as TrialKey).vkey), size as number))).toEqual([undefined, 10, undefined, 20, undefined, undefined]);
    expect(chain.keys.map((key) => chain.isTrusted(key))).toEqual([false, true, true]);
  });

  it.each<[string, string, string]>([
    ['from another key than signs now', announce(stranger, b), 'It replaces another key'],
    ['to a key of another ledger', announce(a, trialKey('log.example/b', 2)), 'The new key is not one of this ledger'],
    ["to a witness's key", announce(a, trialKey(ORIGIN, 2, 4)), 'The new key is not one of this ledger'],
    ['to itself', announce(a, a), 'the chain loops'],
    ['that another has signed', trialRotation(ORIGIN, a, b, stranger), 'It is signed by'],
    ...(['from', 'statement', 'to'] as const).map((member): [string, string, string] => [`with a number for ${member}`, trialJson({ ...(JSON.parse(announce(a, b)) as object), [member]: 1 }), 'Its members are not text']),
  ])('are not changed by an announcement %s', (_, payload, why) => {
    const chain = chainOf(a);
    expect(() => chain.rotate(10, payload)).toThrow(why);
    expect([chain.keys.map(({ text }) => text), chain.dueAt(11).text]).toEqual([[a.vkey], a.vkey]);
  });

  it('that the auditor trusts are named where they are of this ledger and not in the chain', () => {
    const chain = chainOf(a, c, trialKey('log.example/b', 4));
    expect(chain.unknown.map(({ text }) => text)).toEqual([c.vkey]);
  });
});
