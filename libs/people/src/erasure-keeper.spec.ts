import { randomBytes, randomUUID } from 'node:crypto';
import { nameUuid } from '@fieldledger/kernel';
import { KeyEncryptionKey, MemoryKeyRows, Vault } from '@fieldledger/privacy';
import { knock, MemoryEventLog } from '@fieldledger/testing';
import { ErasureKeeper } from './erasure-keeper.js';

const settled = () => new Promise((wake) => setTimeout(wake, 20));

describe('who looks after erasures', () => {
  it('carries out within a minute what was left lying, and has the disk scrubbed within five, by itself and once', async () => {
    const [log, rows, organization] = [new MemoryEventLog(), new MemoryKeyRows(), nameUuid('keeper', 'ours')];
    const vault = await Vault.open(rows, KeyEncryptionKey.fromText(randomBytes(32).toString('base64'), 'the spec'));
    const told: string[] = [];
    let scrubs = 0;
    const scrub = async () => {
      await rows.scrubbed((await log.horizon()).position);
      return { tables: [], segments: ++scrubs, left: [] };
    };
    const unasked = () => Promise.reject(new Error('Nobody is due.'));
    const records = { find: unasked, erasures: unasked };
    // Only intervals: the work itself takes the time that it takes.
    import.meta.jest.useFakeTimers({ doNotFake: ['Date', 'hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate', 'setTimeout', 'clearTimeout'] });
    try {
      const keeper = await ErasureKeeper.start({ log, vault, records, scrubber: { scrub }, now: () => new Date(), tell: (line) => told.push(line) });
      const minutes = async (n: number) => {
        for (let passed = 0; passed < n; passed++) {
          import.meta.jest.advanceTimersByTime(60_000);
          await settled();
        }
      };
      await minutes(5);
      expect(scrubs).toBe(0);

      const [erasureId, subject] = [randomUUID(), randomUUID()];
      await vault.seal(organization, [{ subject, eventId: randomUUID(), members: { note: 'x' } }]);
      await log.append([knock({ stream: `erasure-${erasureId}`, organization, type: 'PersonErased', data: { erasureId, subjects: [subject], suppressed: [] } })]);
      expect([...(await rows.find(organization, [subject])).values()]).not.toEqual([null]);
      await minutes(1);
      expect([...(await rows.find(organization, [subject])).values()]).toEqual([null]);
      await minutes(4);
      expect(scrubs).toBe(1);
      await minutes(10);
      expect([scrubs, told]).toEqual([1, []]);
      await keeper.stop();
    } finally {
      import.meta.jest.useRealTimers();
    }
  });
});
