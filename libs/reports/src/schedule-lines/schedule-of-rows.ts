import { PRESENT_RULES, type RuleSet } from '@fieldledger/finance-rules';
import type { Row } from '@fieldledger/kernel';
import type { Line } from './line.js';
import { listedItems, type Listed, type ListedItem } from './listed-items.js';
import { scheduleRow, type ScheduleRow } from './schedule-row.js';

export interface ScheduleOfRows extends Omit<Listed, 'items'> {
  readonly A: readonly ListedItem[];
  readonly B: readonly ListedItem[];
  readonly rows: readonly ScheduleRow[];
}

/** Both schedules of a committee from its rows of the table, for specs: the whole computation, without a database. */
export function scheduleOfRows(rows: readonly Row[], from: string, to: string, rules: RuleSet = PRESENT_RULES): ScheduleOfRows {
  const { items, ...apart } = listedItems({ lines: rows as unknown as readonly Line[], before: [] }, { from, to }, rules);
  return { A: items.filter(({ item }) => item.schedule === 'A'), B: items.filter(({ item }) => item.schedule === 'B'), rows: items.map(scheduleRow), ...apart };
}
