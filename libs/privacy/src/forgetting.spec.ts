import { randomUUID } from 'node:crypto';
import { nameUuid } from '@fieldledger/kernel';
import { knock, markUnsealer, MemoryEventLog, trialVault } from '@fieldledger/testing';
import { PERSON_ERASED } from './erasures.js';
import { Forgetting } from './forgetting.js';

const sealed = (key: string) => ({ key, nonce: 'bWFkZS11cC1ub25j', text: 'made-up-text'.padEnd(32, '0'), mark: 'mark-1'.padEnd(22, '0') });
const [ann, bob] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];

describe('whoever looks back', () => {
  it('sees nothing of a person who was erased since, and the others as they are', async () => {
    const log = new MemoryEventLog();
    await log.append([knock({ stream: 'ann', data: { person: sealed(ann) } }), knock({ stream: 'bob', data: { person: sealed(bob) } })]);
    const unsealer = Forgetting.lookingBack(log, markUnsealer);
    const before = await log.readFacts('', { limit: 10 });
    expect((await unsealer.unseal(before)).map(({ person }) => person !== null)).toEqual([true, true]);
    await log.append([knock({ stream: 'erasure', type: PERSON_ERASED, data: { subjects: [ann] } })]);
    expect((await unsealer.unseal(before)).map(({ person }) => person !== null)).toEqual([false, true]);
  });
});

describe('whoever looks back while the log does not answer', () => {
  it('sees nobody, and the right ones as soon as it does', async () => {
    const log = new MemoryEventLog();
    await log.append([knock({ stream: 'ann', data: { person: sealed(ann) } }), knock({ stream: 'bob', data: { person: sealed(bob) } }), knock({ stream: 'erasure', type: PERSON_ERASED, data: { subjects: [ann] } })]);
    const before = await log.readFacts('', { limit: 2 });
    let isGone = true;
    const readFacts: typeof log.readFacts = (...asked) => (isGone ? Promise.reject(new Error('gone')) : log.readFacts(...asked));
    const unsealer = Forgetting.lookingBack({ horizon: () => log.horizon(), readFacts }, markUnsealer);
    const asked = [unsealer.unseal(before), unsealer.unseal(before)];
    for (const each of asked) await expect(each).rejects.toThrow('gone');
    isGone = false;
    expect((await unsealer.unseal(before)).map(({ person }) => person !== null)).toEqual([false, true]);
  });
});

describe('whoever follows', () => {
  it('sees what stands before an erasure as long as there is a key, and nothing behind it, in their organization only', async () => {
    const [log, vault] = [new MemoryEventLog(), await trialVault()];
    const organization = nameUuid('forgetting', 'ours');
    const [subject, other] = [randomUUID(), randomUUID()];
    const theirs = nameUuid('forgetting', 'theirs');
    const note = async (of: string, at: string) => {
      const [sealing] = await vault.prepare(at, [{ subject: of, members: { note: 'x' } }]);
      const request = knock({ stream: `door-${randomUUID()}`, organization: at });
      const [event] = request.events;
      await log.append([{ ...request, events: [{ ...event!, data: sealing!.sealFor(event!.id) }] }]);
    };
    for (const [of, at] of [[subject, organization], [other, organization], [subject, theirs]] as const) await note(of, at);
    const erasureId = randomUUID();
    await log.append([knock({ stream: `erasure-${erasureId}`, organization, type: PERSON_ERASED, data: { erasureId, subjects: [subject], suppressed: [] } })]);
    for (const [of, at] of [[subject, organization], [other, organization], [subject, theirs]] as const) await note(of, at);
    const facts = (await log.readFacts('', { limit: 100 })).filter(({ type }) => type !== PERSON_ERASED);
    const follower = Forgetting.following(log, vault);
    expect(await follower.unseal(facts.slice(4))).toEqual([{ note: 'x' }, { note: 'x' }]);
    expect(await follower.unseal(facts)).toEqual(['x', 'x', 'x', null, 'x', 'x'].map((clear) => ({ note: clear })));
    expect(await follower.unseal([])).toEqual([]);
  });
});
