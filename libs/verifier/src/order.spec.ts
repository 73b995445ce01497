import { orderFault } from './order.js';

const at = (recordedAt: string, position = '2', index = 1) => ({ index, position, recordedAt });
const before = (recordedAt: string) => at(recordedAt, '1', 0);

describe('An event follows another', () => {
  const moments = ['2026-10-03T21:20:04.999999999Z', '2026-10-03T21:20:05Z', '2026-10-03T21:20:05.000000001Z', '2026-10-03T21:20:05.1Z', '2026-10-03T21:20:05.100001Z', '2026-10-03T21:20:05.11Z', '2026-10-03T21:20:06.0Z', '2027-01-01T00:00:00Z'];

  it('when it was recorded at its moment or later, however many digits of a second are told', () => {
    for (const [n, moment] of moments.entries()) {
      for (const earlier of moments.slice(0, n + 1)) expect([moment, earlier, orderFault(before(earlier), at(moment))]).toEqual([moment, earlier, undefined]);
      for (const later of moments.slice(n + 1)) expect([moment, later, orderFault(before(later), at(moment))]).toEqual([moment, later, 'It was recorded before event 0.']);
    }
    for (const same of ['2026-10-03T21:20:05.0Z', '2026-10-03T21:20:05.000000000Z']) expect([orderFault(before(same), at(moments[1]!)), orderFault(before(moments[1]!), at(same))]).toEqual([undefined, undefined]);
  });

  it('when its position is greater', () => {
    for (const position of ['1', '0']) expect(orderFault(before(moments[0]!), at(moments[1]!, position))).toBe('Its position does not come after that of event 0.');
  });
});
