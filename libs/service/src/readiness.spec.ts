import type { EventLog } from '@fieldledger/kernel';
import { databaseReadiness, logReadiness } from './readiness.js';

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
