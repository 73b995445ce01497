import type { ReadStore, ReportQuery } from '@fieldledger/kernel';
import type { Line } from './line.js';

const DEPOSITED = `
  SELECT contribution_id AS "contributionId" FROM {{table}}
  WHERE organization = $1 AND contribution_id = ANY($2::uuid[]) AND movement_id = contribution_id AND deposited`;

/** The lines, each with whether the bank had its contribution. Only where something was returned does it make a difference, and is it looked for. */
export async function withDeposits(store: ReadStore, { organization, projection }: Pick<ReportQuery, 'organization' | 'projection'>, lines: readonly Omit<Line, 'deposited'>[], when: ReportQuery['when']): Promise<Line[]> {
  const returned = lines.flatMap(({ kind, contributionId }) => (kind === 'return' ? [contributionId] : []));
  const { rows } = returned.length === 0 ? { rows: [] } : await store.rows<{ readonly contributionId: string }>({ projection, organization, sql: DEPOSITED, parameters: [returned], when });
  const deposited = new Set(rows.map(({ contributionId }) => contributionId));
  return lines.map((line) => ({ ...line, deposited: deposited.has(line.contributionId) }));
}
