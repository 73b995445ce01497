import { setTimeout as wait } from 'node:timers/promises';
import { Rejection, Unavailable } from '@fieldledger/kernel';
import type { Scrubbed } from '@fieldledger/privacy';
import { MemoryEventLog } from '@fieldledger/testing';
import { Scrubs, type ScrubStatus } from './scrubs.js';

const [ours, theirs] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];

describe('a scrub that somebody asked for', () => {
  const told: string[] = [];
  const scrubs = (scrub: (signal?: AbortSignal) => Promise<Scrubbed>) => new Scrubs({ log: new MemoryEventLog(), scrubber: { scrub: (_log, signal) => scrub(signal) }, tell: (line) => told.push(line) });
  const ended = async (of: Scrubs, id: string): Promise<ScrubStatus> => {
    for (;;) {
      const status = of.find(ours, id);
      if (!['waiting', 'scrubbing'].includes(status.state)) return status;
      await wait(5);
    }
  };

  it('goes on while nobody waits, and says in the end what was done', async () => {
    let finish = (_done: Scrubbed): void => undefined;
    const of = scrubs(() => new Promise((resolve) => (finish = resolve)));
    const id = of.begin(ours);
    await wait(5);
    expect(of.find(ours, id)).toEqual({ scrubId: id, state: 'scrubbing', startedAt: expect.any(String) });
    // Of several who ask meanwhile, all wait for the same one.
    const next = of.begin(ours);
    expect([of.begin(ours), next === id, of.find(ours, next).state]).toEqual([next, false, 'waiting']);
    finish({ tables: ['personal.x'], segments: 3, left: [] });
    expect(await ended(of, id)).toMatchObject({ state: 'finished', tables: ['personal.x'], segments: 3, left: [] });
    await wait(5);
    finish({ tables: [], segments: 0, left: [] });
    expect(await ended(of, next)).toMatchObject({ state: 'finished', tables: [] });
  });

  it('is told of to the organization that asked, and to no other', () => {
    const of = scrubs(async () => ({ tables: [], segments: 0, left: [] }));
    const id = of.begin(ours);
    expect(() => of.find(theirs, id)).toThrow(Rejection);
    expect(() => of.find(ours, 'x')).toThrow('no such scrub');
  });

  it('says why it failed where that is for whoever asked, and what is not only to the log', async () => {
    const waits = scrubs(() => Promise.reject(new Unavailable('not-yet-visible', 'contributors has not come to the last erasure yet.', 30)));
    expect(await ended(waits, waits.begin(ours))).toMatchObject({ state: 'failed', error: 'contributors has not come to the last erasure yet.' });
    const breaks = scrubs(() => Promise.reject(new Error('canceling statement "VACUUM (FULL) personal.x"')));
    const id = breaks.begin(ours);
    expect((await ended(breaks, id)).error).toMatch(/^The scrub did not come to its end\. The log of the server says why/);
    expect(told).toEqual([`Scrub ${id} did not come to its end: canceling statement "VACUUM (FULL) personal.x"`]);
  });

  it('ends with its server', async () => {
    const of = scrubs((signal) => new Promise((_, reject) => signal!.addEventListener('abort', () => reject(signal!.reason as Error))));
    const id = of.begin(ours);
    await wait(5);
    await of.close();
    expect(of.find(ours, id).state).toBe('cancelled');
  });
});
