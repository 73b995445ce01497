import type { LineKind, LineRow } from './schedule-lines.projection.js';

/** A row of `schedule_lines` as the schedules are computed from it: the donor is who counts as one under the rule that was asked for. */
export type Line = Omit<LineRow, 'kind' | 'donorByReference'> & { readonly contributionId: string; readonly movementId: string; readonly kind: LineKind };

/** Whether a row is told by a source, rather than something that became of one. */
export const isTold = ({ kind }: Pick<Line, 'kind'>): boolean => kind === 'contribution' || kind === 'reported-refund';
