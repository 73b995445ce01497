import { knock, markUnsealer, MemoryEventLog } from '@fieldledger/testing';
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

describe('whoever follows', () => {
  it('sees a person until the erasure, and nothing behind it', async () => {
    const log = new MemoryEventLog();
    await log.append([knock({ stream: 'before', data: { person: sealed(ann) } }), knock({ stream: 'erasure', type: PERSON_ERASED, data: { subjects: [ann] } }), knock({ stream: 'after', data: { person: sealed(ann) } })]);
    const clear = await Forgetting.following(log, markUnsealer).unseal(await log.readFacts('', { limit: 10 }));
    expect(clear.map(({ person }) => person)).toEqual([expect.anything(), undefined, null]);
  });
});
