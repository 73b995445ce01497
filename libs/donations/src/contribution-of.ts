import type { RecordContribution } from './contribution-commands.js';
import type { ContributionContext } from './contribution-context.js';
import type { Contribution } from './contribution-events.js';
import { instant } from './contribution-moment.js';
import type { Giver } from './contributor.js';

/** Every member named, the line and the kind found out. */
export function contributionOf(command: Omit<RecordContribution, 'currency' | 'provenance'>, { committees, giver, person, remarks, election }: ContributionContext, source: string): Omit<Contribution, 'flags'> {
  const committeeKind = command.committeeKind ?? committees.get(command.committeeId)?.kind ?? null;
  return {
    contributionId: command.contributionId,
    committeeId: command.committeeId,
    committeeKind,
    cycle: committees.get(command.committeeId)?.cycle,
    amountCents: command.amountCents,
    receivedOn: command.receivedOn,
    receivedAt: command.receivedAt && instant(command.receivedAt),
    electionCode: command.electionCode,
    election,
    line: lineOf(giver),
    giver,
    person,
    remarks,
    method: command.method,
    sourceMarkers: command.sourceMarkers,
    earmark: command.earmark && { conduitCommitteeId: command.earmark.conduitCommitteeId, conduitReceivedOn: command.earmark.conduitReceivedOn },
    memo: command.memo,
    itemize: command.itemize,
    unaggregated: command.unaggregated,
    seriesId: command.seriesId,
    sequence: command.sequence,
    feeCents: command.feeCents,
    page: command.page,
    referenceCode: command.referenceCode,
    referenceCode2: command.referenceCode2,
    source,
  };
}

/** The line of a gift by who gave it. */
export function lineOf(giver: Giver | null): string {
  switch (giver?.entityType) {
    case 'PTY':
      return 'SA11B';
    case 'PAC':
    case 'COM':
    case 'CCM':
      return 'SA11C';
    case 'CAN':
      return 'SA11D';
    default:
      return 'SA11AI';
  }
}
