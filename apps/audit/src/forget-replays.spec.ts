import { PERSON_ERASED } from '@fieldledger/privacy';
import { knock, MemoryEventLog } from '@fieldledger/testing';
import { ForgetfulReplays } from './forget-replays.js';

const ann = '11111111-1111-4111-8111-111111111111';

describe('the audit app', () => {
  it('drops what replays hold in clear at the start and as soon as somebody is erased, not for anything else', async () => {
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
