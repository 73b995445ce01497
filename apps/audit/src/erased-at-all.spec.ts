import { PERSON_ERASED } from '@fieldledger/privacy';
import { knock, markUnsealer, MemoryEventLog } from '@fieldledger/testing';
import { ErasedAtAll } from './erased-at-all.js';
import { ForgetfulReplays } from './forget-replays.js';

const sealed = (key: string) => ({ key, nonce: 'bWFkZS11cC1ub25j', text: 'made-up-text'.padEnd(32, '0'), mark: 'mark-1'.padEnd(22, '0') });
const [ann, bob] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];

describe('whoever looks back', () => {
  it('sees nothing of a person who was erased since, and the others as they are', async () => {
    const log = new MemoryEventLog();
    await log.append([knock({ stream: 'ann', data: { person: sealed(ann) } }), knock({ stream: 'bob', data: { person: sealed(bob) } })]);
    const unsealer = new ErasedAtAll(log, markUnsealer);
    const before = await log.readFacts('', { limit: 10 });
    expect((await unsealer.unseal(before)).map(({ person }) => person !== null)).toEqual([true, true]);
    await log.append([knock({ stream: 'erasure', type: PERSON_ERASED, data: { subjects: [ann] } })]);
    expect((await unsealer.unseal(before)).map(({ person }) => person !== null)).toEqual([false, true]);
  });

  it('has replays with clear text dropped at the start and as soon as somebody is erased, not for anything else', async () => {
    const log = new MemoryEventLog();
    let forgotten = 0;
    const forgetful = await ForgetfulReplays.start(log, { forget: async () => void forgotten++ });
    expect(forgotten).toBe(1);
    await log.append([knock({ stream: 'ann', data: {} })]);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(forgotten).toBe(1);
    await log.append([knock({ stream: 'erasure', type: PERSON_ERASED, data: { subjects: [ann] } })]);
    for (let waited = 0; forgotten < 2 && waited < 3_000; waited += 20) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(forgotten).toBe(2);
    await forgetful.stop();
  });
});
