import type { EventLog } from '@fieldledger/kernel';
import { logReadiness } from './open-log.js';

const logThat = (horizon: () => Promise<unknown>) => logReadiness({ horizon } as unknown as EventLog);

describe('an event log', () => {
  it('is ready where it answers', async () => expect(await logThat(() => Promise.resolve({})).check()).toBeUndefined());

  it('is not where it cannot be reached', async () => expect(await logThat(() => Promise.reject(new Error('gone'))).check()).toBe('The event log does not answer.'));

  it('is not where it hangs, which is said before whoever asks goes away', async () => {
    const begun = performance.now();
    expect(await logThat(() => new Promise(() => undefined)).check()).toBe('The event log does not answer in time.');
    expect(performance.now() - begun).toBeLessThan(3_000);
  });
});
