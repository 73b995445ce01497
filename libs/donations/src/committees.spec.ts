import { COMMITTEES_EXAMPLES } from './committees-examples.js';
import { foldCommittees } from './committees.js';
import type { CommitteesEvent } from './committees-events.js';

const defined = (committeeId: string, change: object = {}): CommitteesEvent => ({ type: 'CommitteeDefined', data: { ...COMMITTEES_EXAMPLES.CommitteeDefined.data, committeeId, ...change } });

describe("an organization's committees", () => {
  it('are what was said of each last', () => {
    const committees = foldCommittees([defined('C1', { kind: 'pac' }), defined('C2'), defined('C1', { kind: 'state-party' })]);
    expect([...committees].map(([committeeId, { kind }]) => [committeeId, kind])).toEqual([['C1', 'state-party'], ['C2', 'candidate']]);
  });

  it('are known as soon where thousands were defined: every gift asks for them', () => {
    const before = process.cpuUsage();
    expect(foldCommittees(Array.from({ length: 20_000 }, (_, i) => defined(`C${i}`))).size).toBe(20_000);
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(2_000);
  });
});
