import type { ItemOutcome } from './item-outcome.js';
import { rowOutcome } from './row-outcome.js';
import { RowFault, type RowItem } from './source.js';

const item = (id: string, door: RowItem['door']): RowItem => ({ door, id, item: {} });
const row = { row: 7, reading: { items: [item('first', 'sightings'), item('second', 'contributions/refunds')] as [RowItem, RowItem] } };
const taken = (status: 'accepted' | 'same', position: string, ...flags: string[]) => ({ status, position, flags }) as unknown as ItemOutcome;
const refused: ItemOutcome = { status: 'refused', code: 'id-taken', detail: 'Taken. It differs in: amountCents.', differs: ['amountCents'] };

describe('what became of a row that says several things', () => {
  it.each<[string, ItemOutcome[], object]>([
    ['new when something of it is new', [taken('same', '4'), taken('accepted', '9')], { status: 'accepted', position: '9', flags: [] }],
    ['the same when all of it was recorded before', [taken('same', '8'), taken('same', '4')], { status: 'same', position: '8' }],
    ['flagged when the rules noticed something, once each', [taken('accepted', '4', 'excessive'), taken('accepted', '9', 'excessive', 'minor')], { status: 'flagged', flags: ['excessive', 'minor'] }],
    ['refused when the first of it was', [refused], { status: 'refused', code: 'id-taken', detail: 'Taken. It differs in: amountCents.' }],
    ['refused when anything of it was, and told what, beside what is recorded', [taken('accepted', '4'), refused], { status: 'refused', code: 'id-taken', detail: "The row's refund is refused. Taken. It differs in: amountCents. What else the row says is recorded." }],
  ])('is %s', (_, answers, outcome) => {
    expect(rowOutcome(row, answers)).toMatchObject({ row: 7, id: 'first', ...outcome });
  });

  it('is refused when a part of it could not be read, with all that is wrong', () => {
    const faulty = { row: 7, reading: { ...row.reading, leftOut: [new RowFault('bad-time', 'No time.')] } };
    expect(rowOutcome(faulty, [taken('accepted', '4'), taken('same', '9')])).toEqual({ row: 7, id: 'first', status: 'refused', code: 'bad-time', detail: 'No time. What else the row says is recorded.' });
    const faults: ItemOutcome = { status: 'refused', code: 'invalid-body', detail: '/starts must be a time' };
    expect(rowOutcome(faulty, [taken('accepted', '4'), faults])).toMatchObject({ code: 'invalid-body', detail: "The row's refund is refused. /starts must be a time. No time. What else the row says is recorded." });
    expect(rowOutcome(row, [faults])).toMatchObject({ detail: '/starts must be a time' });
    expect(rowOutcome(faulty, [refused, refused])).toMatchObject({ code: 'id-taken', detail: "Taken. It differs in: amountCents. The row's refund is refused. Taken. It differs in: amountCents. No time." });
  });

  it('is told what was not sent behind what was refused', () => {
    const three = { row: 7, reading: { items: [...row.reading.items, item('third', 'contributions/deposits')] as [RowItem, RowItem, RowItem] } };
    expect(rowOutcome(three, [taken('accepted', '4'), refused])).toMatchObject({ detail: "The row's refund is refused. Taken. It differs in: amountCents. What the row says before is recorded, and what it says after that was not sent." });
  });
});
