import type { ItemOutcome } from './item-outcome.js';
import { rowOutcome } from './row-outcome.js';
import type { RowItem } from './source.js';

const item = (id: string, door: RowItem['door']): RowItem => ({ door, id, item: {} });
const row = { row: 7, reading: { items: [item('first', 'sightings'), item('second', 'contributions/refunds')] as [RowItem, RowItem] } };
const taken = (status: 'accepted' | 'same', position: string, ...flags: string[]) => ({ status, position, flags }) as unknown as ItemOutcome;
const refused: ItemOutcome = { status: 'refused', code: 'id-taken', detail: 'Taken.', differs: ['amountCents'] };

describe('what became of a row that says several things', () => {
  it.each<[string, ItemOutcome[], object]>([
    ['new when something of it is new', [taken('same', '4'), taken('accepted', '9')], { status: 'accepted', position: '9', flags: [] }],
    ['the same when all of it was recorded before', [taken('same', '8'), taken('same', '4')], { status: 'same', position: '8' }],
    ['flagged when the rules noticed something, once each', [taken('accepted', '4', 'excessive'), taken('accepted', '9', 'excessive', 'minor')], { status: 'flagged', flags: ['excessive', 'minor'] }],
    ['refused when the first of it was', [refused], { status: 'refused', code: 'id-taken', detail: 'Taken. What differs: amountCents.' }],
    ['refused when anything of it was, and told what, beside what is recorded', [taken('accepted', '4'), refused], { status: 'refused', code: 'id-taken', detail: 'The row\'s refund is refused, with what follows it; what comes before it is recorded. Taken. What differs: amountCents.' }],
  ])('is %s', (_, answers, outcome) => {
    expect(rowOutcome(row, answers)).toMatchObject({ row: 7, id: 'first', ...outcome });
  });
});
