import type { EventLog } from '@fieldledger/kernel';
import { SigningKey, type SigningKeys } from '@fieldledger/ledger';
import { settings } from '@fieldledger/settings';
import { databaseReadiness, logReadiness, receiptsReadiness } from './readiness.js';

describe.each([
  ['an event log', 'The event log', (ask: () => Promise<unknown>) => logReadiness({ horizon: ask } as unknown as EventLog)],
  ['a database beside it', 'PostgreSQL', (ask: () => Promise<unknown>) => databaseReadiness({ firstOrganization: ask as () => Promise<string> })],
])('%s', (_, subject, readinessOf) => {
  it('is ready where it answers', async () => expect(await readinessOf(() => Promise.resolve({})).check()).toBeUndefined());

  it('is not where it cannot be reached', async () => expect(await readinessOf(() => Promise.reject(new Error('gone'))).check()).toBe(`${subject} does not answer.`));

  it('is not where it hangs, which is said before whoever asks goes away', async () => {
    const begun = performance.now();
    expect(await readinessOf(() => new Promise(() => undefined)).check()).toBe(`${subject} does not answer in time.`);
    expect(performance.now() - begun).toBeLessThan(3_000);
  });
});

describe('the key that receipts are signed with', () => {
  const [ours, newer, strangers] = [1, 2, 3].map((n) => SigningKey.fromSeed(Buffer.alloc(32, n))) as [SigningKey, SigningKey, SigningKey];
  const organization = '7b0c6d1e-0a51-4a53-8ad4-3f1f7a6f9c01';
  const signedBy = (key: SigningKey) => [{ organization, vkey: key.vkey(`fieldledger.local/${organization}`) }];
  const check = (keys: Pick<SigningKeys, 'current' | 'previous'>, signers = signedBy(ours), environment = {}) =>
    receiptsReadiness(async () => ({ ...keys, origin: 'the test' }), { signers: async () => signers }, settings(environment).ledger).check();

  it('is that of a ledger, or about to take over from it, or the first', async () => {
    expect(await Promise.all([check({ current: ours, previous: undefined }), check({ current: newer, previous: ours }), check({ current: newer, previous: ours }, signedBy(newer)), check({ current: strangers, previous: undefined }, [])])).toEqual(Array(4).fill(undefined));
  });

  it('is not another, nor under another name, nor one that was replaced: nobody could check them', async () => {
    for (const found of await Promise.all([check({ current: strangers, previous: undefined }), check({ current: ours, previous: undefined }, signedBy(newer)), check({ current: ours, previous: undefined }, signedBy(ours), { FIELDLEDGER_LEDGER_NAME: 'ledger.example.org' })])) {
      expect(found).toMatch(/^The ledger is signed by another key than that in the test, or under another name than \S+, so that nobody could check what is signed here\./);
    }
  });

  it('is told of where it cannot be read, and a ledger that is silent is another check’s to tell', async () => {
    expect(await receiptsReadiness(() => Promise.reject(new Error('gone')), { signers: async () => [] }, settings({}).ledger).check()).toBe('gone');
    expect(await receiptsReadiness(async () => ({ current: ours, previous: undefined, origin: '' }), { signers: () => Promise.reject(new Error('gone')) }, settings({}).ledger).check()).toBeUndefined();
  });
});
