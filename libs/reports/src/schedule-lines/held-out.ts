import type { ReadStore, ReportQuery } from '@fieldledger/kernel';
import type { Line } from './line.js';
import type { Period } from './period.js';
import { scheduleLines } from './schedule-lines.projection.js';

const columnOf = (member: string) => member.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Of gifts that nobody told of at all, the statement of the lines tells already. */
const HELD_OUT = `
  SELECT ${[...scheduleLines.keyColumns, ...Object.keys(scheduleLines.initial)].map((member) => `${columnOf(member)} AS "${member}"`).join(', ')} FROM {{table}} AS moved
  WHERE organization = $1 AND (committee = $2 OR committee IS NULL) AND kind IN ('refund', 'chargeback') AND day BETWEEN $3 AND $4 AND EXISTS (
    SELECT FROM {{table}} AS told WHERE told.organization = $1 AND told.contribution_id = moved.contribution_id AND told.movement_id = moved.contribution_id
      AND NOT told.standing AND coalesce(told.committee, $2) = $2
  )`;

/** What was paid back in a period of gifts that stand no more, or of which only a deposit or a withdrawal is known. */
export async function heldOutLines(store: ReadStore, { organization, projection }: Pick<ReportQuery, 'organization' | 'projection'>, committee: string, { from, to }: Period, when: ReportQuery['when']): Promise<Line[]> {
  const { rows } = await store.rows<Line>({ projection, organization, sql: HELD_OUT, parameters: [committee, from, to], when });
  return rows.map((line) => ({ ...line, amountCents: Number(line.amountCents) }));
}
