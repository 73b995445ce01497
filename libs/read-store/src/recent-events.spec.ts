import { knock, MemoryEventLog } from '@fieldledger/testing';
import fc from 'fast-check';
import { RecentEvents } from './recent-events.js';

const TYPES = ['DoorKnocked', 'CallMade', 'TextSent'];
const position = (n: number) => (n === 0 ? '' : String(n).padStart(16, '0'));

describe('the last stretch of the log', () => {
  it('is read by many at once as each would have read the log itself', async () => {
    const ask = fc.record({ grow: fc.nat({ max: 900 }), from: fc.nat({ max: 100 }), limit: fc.integer({ min: 1, max: 700 }), types: fc.option(fc.subarray(TYPES), { nil: undefined }) });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(ask, { minLength: 1, maxLength: 4 }), { maxLength: 30 }), async (rounds) => {
        const log = new MemoryEventLog();
        const recent = new RecentEvents(log);
        let end = 0;
        for (const asks of rounds) {
          for (const { grow } of asks) {
            await log.append(Array.from({ length: grow }, () => knock({ stream: `door-${++end}`, type: TYPES[end % 3]! })));
          }
          // Some are at the end, some a page behind, some at the beginning.
          const wanted = asks.map(({ from, limit, types }) => [position(Math.floor((end * from) / 100)), { limit, types, until: position(end) }] as const);
          const found = await Promise.all(wanted.map(([after, page]) => recent.read(after, page)));
          for (const [i, [after, page]] of wanted.entries()) {
            expect(found[i]!.map((event) => event.position)).toEqual((await log.read(after, page)).map((event) => event.position));
          }
        }
      }),
      { numRuns: 15 },
    );
  });
});
