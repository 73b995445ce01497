import { withMembers } from '@fieldledger/kernel';
import type { LineKind, LineRow } from './schedule-lines.projection.js';

/** A row of `schedule_lines` as the schedules are computed from it: the donor is who counts as one under the rule that was asked for. */
export type Line = Omit<LineRow, 'kind' | 'donorByReference'> & { readonly contributionId: string; readonly movementId: string; readonly kind: LineKind };

/** A line as the driver gives it: large integers as text; one amount is far below what a number holds exactly. */
export const lineRead = (row: Line): Line => withMembers(row, { amountCents: wholeCents(row.amountCents), claimedAggregateCents: wholeCents(row.claimedAggregateCents) });

const wholeCents = (cents: number | string | null): number | null => (cents === null ? null : Number(cents));

/** Whether a row is told by a source, rather than something that became of one. */
export const isTold = ({ kind }: Pick<Line, 'kind'>): boolean => kind === 'contribution' || kind === 'reported-refund';
