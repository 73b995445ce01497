import { PLEDGE_EXAMPLES, SERIES_EXAMPLES, type PledgeEvent, type SeriesEvent } from '@fieldledger/donations';
import { nameUuid, type AppendRequest } from '@fieldledger/kernel';
import { knock } from './event-log-contract.js';
import type { MoneyHistoryOptions } from './money-history.js';
import { randomFrom } from './random.js';

/**
 * Recurring series and pledges as requests to the log: every event of both, in any order, some of series whose start
 * nobody ever tells. The same seed makes the same history; organizations share every id, so that whatever mixes them up is seen.
 */
export function* seriesHistory({ seed, events, organizations }: MoneyHistoryOptions): Generator<AppendRequest> {
  const upTo = randomFrom(seed);
  const started = new Set<string>();
  for (let n = 0; n < events; n++) {
    const organization = organizations[upTo(organizations.length)]!;
    const seriesId = nameUuid('series', String(seed), String(upTo(1 + events / 6)));
    const isNew = !started.has(`${organization} ${seriesId}`) && upTo(3) === 0;
    if (isNew) started.add(`${organization} ${seriesId}`);
    const { type, data } = isNew ? startOf(seriesId, upTo) : upTo(12) === 0 ? pledgeOf(n, upTo) : becameOf(seriesId, n, upTo);
    const of = 'pledgeId' in data ? `pledge-${data.pledgeId}` : `series-${data.seriesId}`;
    yield knock({ stream: of, id: `${of} ${n}`, expected: 'any', organization, type, data });
  }
}

type UpTo = (n: number) => number;

const dayOf = (upTo: UpTo): string => new Date(Date.UTC(2026, 0, 1 + upTo(300))).toISOString().slice(0, 10);
const frequencyOf = (upTo: UpTo) => (['weekly', 'monthly', 'quarterly', 'yearly'] as const)[upTo(4)]!;
const committeeOf = (upTo: UpTo) => `C0000000${upTo(3)}`;

function startOf(seriesId: string, upTo: UpTo): SeriesEvent {
  const { type, data } = SERIES_EXAMPLES.SeriesStarted;
  const giver = upTo(10) === 0 ? null : { ...data.giver!, nameZip: `donor-${upTo(40)}`.padEnd(22, '0') };
  return {
    type, data: {
      ...data, seriesId, committeeId: committeeOf(upTo), giver, amountCents: 1 + upTo(100_00), frequency: frequencyOf(upTo), startedOn: dayOf(upTo), plannedCharges: upTo(3) === 0 ? 1 + upTo(12) : undefined,
      page: upTo(2) === 0 ? `page-${upTo(4)}` : undefined, referenceCode: upTo(2) === 0 ? `code-${upTo(4)}` : undefined,
    },
  };
}

function becameOf(seriesId: string, n: number, upTo: UpTo): SeriesEvent {
  const id = nameUuid('series', 'became', String(n));
  const { SeriesCharged: charged, SeriesChargeFailed: failed, SeriesChanged: changed, SeriesCancelled: cancelled } = SERIES_EXAMPLES;
  switch (upTo(9)) {
    case 0:
      return { ...cancelled, data: { ...cancelled.data, seriesId, cancellationId: id, cancelledOn: dayOf(upTo), reasonCode: (['donor', 'failed', 'completed', 'source'] as const)[upTo(4)]! } };
    case 1:
      return { ...changed, data: { ...changed.data, seriesId, changeId: id, changedOn: dayOf(upTo), amountCents: upTo(2) === 0 ? undefined : 1 + upTo(100_00), frequency: upTo(2) === 0 ? frequencyOf(upTo) : undefined } };
    case 2:
    case 3:
      return { ...failed, data: { ...failed.data, seriesId, failureId: id, failedOn: dayOf(upTo) } };
    default:
      return {
        ...charged, data: {
          ...charged.data, seriesId, chargeId: id, contributionId: nameUuid('series', 'gift', String(n)), amountCents: 1 + upTo(100_00), sequence: 1 + upTo(12), chargedOn: dayOf(upTo),
          terms: upTo(2) === 0 ? { committeeId: committeeOf(upTo), frequency: frequencyOf(upTo) } : undefined, flags: upTo(20) === 0 ? ['charged-before'] : [],
        },
      };
  }
}

function pledgeOf(n: number, upTo: UpTo): PledgeEvent {
  const { type, data } = Object.values(PLEDGE_EXAMPLES)[upTo(3)]!;
  return { type, data: { ...data, pledgeId: nameUuid('pledge', String(n - upTo(5))) } } as PledgeEvent;
}
