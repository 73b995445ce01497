import { trialKey, trialLeaf, trialLedger, trialNote, trialProof } from '@fieldledger/testing';
import { verifyProof } from './tlog-proof.js';

const ledger = trialLedger({ seed: 5, events: 300 });
const keys = [ledger.keys[0]!.key.vkey];

describe('A receipt for one event', () => {
  it('proves where its leaf is', () => {
    for (const index of [0, 1, 255, 256, 299]) {
      const leaf = trialLeaf(ledger.events[index]!).toString();
      expect(verifyProof(trialProof(ledger, index), { keys })).toEqual({ ok: true, origin: ledger.origin, index, size: 300, leaf });
      expect(verifyProof(trialProof(ledger, index).replace(/extra .*\n/, ''), { keys, leaf })).toMatchObject({ ok: true, index });
    }
    expect(verifyProof(trialProof(ledger, 0, 1), { keys })).toMatchObject({ index: 0, size: 1 });
  });

  it('is refused when anything in it is changed', () => {
    const proof = trialProof(ledger, 17);
    for (const [changed, why] of [
      ['', 'begins with'], [proof.replace('@v1', '@v2'), 'begins with'], [proof.replace('index 17', 'index 16'), 'not at index'], [proof.replace('index 17', 'index 017'), 'count'],
      [proof.replace('index 17', 'index -1'), 'count'], [proof.replace('index 17', 'index 1e300'), 'count'], [proof.replace('index 17', 'index 9007199254740993'), 'count'],
      [proof.replace(/index .*\n/, ''), 'index'], [proof.replace(/extra .*\n/, ''), 'no leaf'], [proof.replace(/(index 17\n)(.*\n)/, '$1'), 'not at index'],
      [proof.replace(/(index 17\n)(.*\n)/, '$1$2$2'), 'not at index'], [proof.replace(/(index 17\n)(.*\n)(.*\n)/, '$1$3$2'), 'not at index'],
      [proof.replace(/(index 17\n)(.*\n)/, (_, a: string, b: string) => a + b.repeat(64)), '63'], [proof.replace(/(index 17\n)(.*\n)*?\n/, '$1\n'), 'not at index'],
      [proof.replaceAll('\n', '\r\n'), ''], [proof.replace('\n300\n', '\n299\n'), 'false'], [proof.replace('extra ', 'extra A'), 'base64'], [`${proof}${'x'.repeat(1_000_000)}`, 'longer'],
    ] as const) expect(() => verifyProof(changed, { keys })).toThrow(why);
  });

  it('is refused for another leaf, and from a key that is not trusted', () => {
    const proof = trialProof(ledger, 17);
    expect(() => verifyProof(proof, { keys, leaf: trialLeaf(ledger.events[18]!).toString() })).toThrow('another leaf');
    expect(() => verifyProof(proof.replace(/extra .*\n/, ''), { keys, leaf: trialLeaf(ledger.events[18]!).toString() })).toThrow('not at index');
    expect(() => verifyProof(proof, { keys: [trialKey(ledger.origin, 99).vkey] })).toThrow('no key that is trusted');
    expect(() => verifyProof(proof, { keys: [] })).toThrow('no key that is trusted');
  });

  it('is refused when a key signed under the origin of another ledger', () => {
    const stranger = trialKey('ledger.example.org/other', 99);
    const text = /\n\n(.*\n.*\n.*\n)\n/.exec(trialProof(ledger, 17))![1]!;
    const proof = trialProof(ledger, 17).replace(/\n\n[^]*$/, `\n\n${trialNote(text, stranger)}`);
    expect(() => verifyProof(proof, { keys: [stranger.vkey] })).toThrow('no key that is trusted');
  });

  it('is refused when the signed leaf says that it is elsewhere, or of another organization', () => {
    const moved = { ...ledger, events: ledger.events.map(({ envelope, payload }, n) => ({ envelope: n === 3 ? { ...envelope, index: 4 } : envelope, payload })) };
    expect(() => verifyProof(trialProof(moved, 3), { keys })).toThrow('says that it is at 4');
    const foreign = { ...ledger, events: ledger.events.map(({ envelope, payload }) => ({ envelope: { ...envelope, organization: '00000000-0000-4000-8000-000000000000' }, payload })) };
    expect(() => verifyProof(trialProof(foreign, 3), { keys })).toThrow('another organization');
    const odd = { ...ledger, events: ledger.events.map(({ envelope, payload }) => ({ envelope: { ...envelope, more: 1 }, payload })) };
    expect(() => verifyProof(trialProof(odd, 3), { keys })).toThrow('canonical envelope');
  });
});
