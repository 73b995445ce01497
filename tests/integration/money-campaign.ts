import type {
  AmendContribution, BounceContribution, CancelPledge, CancelSeries, ChangeSeries, ChargeBackContribution, ChargeSeries, CloseDispute, CommitteeKind, Contributor, DefineCommittee, DepositContribution, FulfilPledge, MakePledge,
  OpenDispute, ReattributeContribution, ReceiveInformation, RecordContribution, RedesignateContribution, RefundContribution, ReportFailedCharge, RequestInformation, ReturnContribution, SightContribution, StartSeries,
  WithdrawContribution,
} from '@fieldledger/donations';
import { nameUuid } from '@fieldledger/kernel';
import type { LinkPersons, UnlinkPersons } from '@fieldledger/people';
import { randomFrom } from '@fieldledger/testing';

/** One command and the door that takes it. */
export type ToldMoney =
  | { readonly door: 'committees'; readonly item: DefineCommittee }
  | { readonly door: 'contributions'; readonly item: RecordContribution }
  | { readonly door: 'contributions/amendments'; readonly item: AmendContribution }
  | { readonly door: 'contributions/refunds'; readonly item: RefundContribution }
  | { readonly door: 'contributions/returns'; readonly item: ReturnContribution }
  | { readonly door: 'contributions/bounces'; readonly item: BounceContribution }
  | { readonly door: 'contributions/chargebacks'; readonly item: ChargeBackContribution }
  | { readonly door: 'contributions/disputes'; readonly item: OpenDispute }
  | { readonly door: 'contributions/dispute-closings'; readonly item: CloseDispute }
  | { readonly door: 'contributions/redesignations'; readonly item: RedesignateContribution }
  | { readonly door: 'contributions/reattributions'; readonly item: ReattributeContribution }
  | { readonly door: 'contributions/withdrawals'; readonly item: WithdrawContribution }
  | { readonly door: 'contributions/deposits'; readonly item: DepositContribution }
  | { readonly door: 'contributions/information-requests'; readonly item: RequestInformation }
  | { readonly door: 'contributions/information-answers'; readonly item: ReceiveInformation }
  | { readonly door: 'sightings'; readonly item: SightContribution }
  | { readonly door: 'series'; readonly item: StartSeries }
  | { readonly door: 'series/charges'; readonly item: ChargeSeries }
  | { readonly door: 'series/failures'; readonly item: ReportFailedCharge }
  | { readonly door: 'series/changes'; readonly item: ChangeSeries }
  | { readonly door: 'series/cancellations'; readonly item: CancelSeries }
  | { readonly door: 'pledges'; readonly item: MakePledge }
  | { readonly door: 'pledges/fulfilments'; readonly item: FulfilPledge }
  | { readonly door: 'pledges/cancellations'; readonly item: CancelPledge }
  | { readonly door: 'person-links'; readonly item: LinkPersons }
  | { readonly door: 'person-links/removals'; readonly item: UnlinkPersons };

type UpTo = (below: number) => number;

/** The last two are told of with each gift, or not at all; the one before them is a candidate's first and a PAC's after all. */
export const COMMITTEES = ['C00000001', 'C00000002', 'C00000003', 'C00000004', 'C00000005', 'C00000006', 'C00000007', 'C00000008', 'C00000009'] as const;
const KINDS: readonly CommitteeKind[] = ['candidate', 'candidate', 'pac', 'national-party', 'state-party', 'independent-expenditure-only', 'candidate'];

/** Ends and beginnings of elections' cycles, of years, of quarters and of limits. */
const EDGES = [
  '2024-11-05', '2024-11-06', '2024-12-31', '2025-01-01', '2025-03-31', '2025-04-01', '2025-12-31', '2026-01-01', '2026-03-31', '2026-04-01', '2026-06-30', '2026-07-01', '2026-09-30', '2026-10-01', '2026-11-03',
] as const;
/** At limits and thresholds, one more and one less. */
const SUMS = [1, 2, 3, 5_000, 5_001, 10_000, 10_001, 19_999, 20_000, 20_001, 280_000, 350_000, 350_001, 175_000, 500_000, 500_001, 1_000_000, 4_430_000, 4_430_001, 13_290_000] as const;
const ELECTIONS = ['P2026', 'G2026', 'R2026', 'P2028', 'G2028'] as const;
const NAMES = ['Quill', 'Roe', 'Núñez', 'O’Dell', 'Lee'] as const;

/** Nothing that became of a gift is later, so that the campaign is the same on whichever day it is made. */
export const LAST_DAY = '2026-11-20';

const daysLater = (day: string, days: number) => new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
const some = <T>(upTo: UpTo, of: readonly T[]): T => of[upTo(of.length)]!;
const maybe = <T>(upTo: UpTo, oneIn: number, value: () => T): T | undefined => (upTo(oneIn) === 0 ? value() : undefined);
/** Without the members of which nothing is said. */
const said = <T extends object>(item: T): T => Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined)) as T;
const dayIn = (upTo: UpTo): string => (upTo(3) === 0 ? some(upTo, EDGES) : daysLater('2025-01-01', upTo(670)));
const centsIn = (upTo: UpTo): number => (upTo(3) === 0 ? some(upTo, SUMS) : upTo(200) === 0 ? 1_000_000_000_000 : 1 + upTo(some(upTo, [5_000, 30_000, 400_000])));
/** The day itself, some days after it about when something is due, or before it. */
function dayAfter(upTo: UpTo, day: string): string {
  const later = daysLater(day, upTo(8) === 0 ? -upTo(40) : some(upTo, [0, 0, 1, 9, 10, 11, 29, 30, 31, 59, 60, 61, upTo(200)]));
  return later < LAST_DAY ? later : LAST_DAY;
}

/** One of some dozen, as whoever tells of them happens to know them: by name, by one of two references, by an address, by several, by nothing. */
function contributorIn(upTo: UpTo, person = upTo(14)): Contributor {
  const entityType = ({ 10: 'ORG', 11: 'COM', 12: 'PAC', 13: some(upTo, ['CAN', 'PTY', 'CCM'] as const) } as const)[person] ?? 'IND';
  const known = upTo(9);
  const last = NAMES[person % NAMES.length]!;
  const reference = upTo(2) === 0 ? { system: 'actblue', scope: 'donor', id: String(100 + (person === 9 ? 8 : person)) } : { system: 'van', scope: 'OH', id: `v${person}` };
  return said({
    entityType, reference: known < 5 ? reference : undefined, committeeId: person === 11 ? 'C00401224' : undefined,
    ...(known === 0 ? {} : known === 8 ? { email: ` Person${person}@Example.org` } : entityType === 'IND'
      ? { lastName: upTo(4) === 0 ? last.toUpperCase() : last, firstName: person < 5 ? 'Ada' : 'Éva', zip: upTo(6) === 0 ? undefined : upTo(2) === 0 ? '43004-1234' : '43004', middleName: maybe(upTo, 4, () => 'M.') }
      : { organizationName: `${last} & Co.`, zip: '43004' }),
    employer: maybe(upTo, 2, () => 'Quill Works'), occupation: maybe(upTo, 2, () => 'Scribe'), email: known === 7 ? `person${person}@example.org` : undefined,
  }) as Contributor;
}

/**
 * Everything that can be told of money, a story for each gift, series and pledge; much of it is refused where it would not
 * do, and what is accepted is what happened. The same seed makes the same campaign.
 */
export function* moneyCampaign(seed: number, gifts: number): Generator<ToldMoney> {
  const upTo = randomFrom(seed);
  const id = (kind: string, ...n: number[]) => nameUuid('money campaign', String(seed), kind, ...n.map(String));
  for (const [n, kind] of KINDS.entries()) {
    const cycle = n === 1 ? { years: 6 as const, endsIn: 2026 } : n === 3 && upTo(2) === 0 ? { years: 4 as const, endsIn: 2028 } : undefined;
    yield { door: 'committees', item: said({ definitionId: id('definition', n), committeeId: COMMITTEES[n]!, kind, name: maybe(upTo, 2, () => `Committee ${n}`), establishedOn: maybe(upTo, 2, () => '2024-11-01'), cycle }) };
  }
  const series: { readonly seriesId: string; readonly committeeId: string; readonly contributor?: Contributor }[] = [];
  const pledges: string[] = [];
  for (let n = 0; n < gifts; n++) {
    if (n === Math.floor(gifts / 2)) yield { door: 'committees', item: { definitionId: id('definition again'), committeeId: COMMITTEES[6], kind: 'pac' } };
    if (n % 8 === 0) yield* seriesStory(id, n, upTo, series);
    if (n % 10 === 0) yield* pledgeStory(id, n, upTo, pledges);
    if (n % 25 === 0) yield* linkStory(id, n, upTo);
    yield* giftStory(id, n, upTo, series, pledges);
  }
}

type Id = (kind: string, ...n: number[]) => string;

function giftIn(contributionId: string, upTo: UpTo, series: readonly { readonly seriesId: string; readonly committeeId: string; readonly contributor?: Contributor }[]): RecordContribution {
  const committee = upTo(10) % COMMITTEES.length;
  const day = dayIn(upTo);
  const ofSeries = upTo(6) === 0 && series.length > 0 ? some(upTo, series) : undefined;
  return said({
    contributionId, committeeId: ofSeries?.committeeId ?? COMMITTEES[committee]!, committeeKind: committee === 7 || upTo(12) === 0 ? some(upTo, ['candidate', 'candidate', 'pac'] as const) : undefined, amountCents: centsIn(upTo),
    currency: maybe(upTo, 9, () => 'USD'), receivedOn: day, receivedAt: maybe(upTo, 3, () => `${day}T${String(upTo(24)).padStart(2, '0')}:30:00${some(upTo, ['Z', '-04:00'])}`),
    electionCode: upTo(4) === 0 ? undefined : some(upTo, ELECTIONS), electionDescription: maybe(upTo, 12, () => some(upTo, ['special', 'runoff'])), contributor: ofSeries ? ofSeries.contributor : upTo(12) === 0 ? undefined : contributorIn(upTo),
    method: maybe(upTo, 2, () => some(upTo, ['card', 'check', 'cash', 'in-kind'] as const)), sourceMarkers: maybe(upTo, 9, () => some(upTo, [['corporate'], ['minor'], [], ['foreign', 'minor']] as const).slice()),
    earmark: maybe(upTo, 9, () => said({ conduitCommitteeId: 'C00694323', conduitReceivedOn: maybe(upTo, 2, () => daysLater(day, -upTo(14))) })), memo: maybe(upTo, 12, () => upTo(4) > 0), itemize: maybe(upTo, 12, () => upTo(2) === 0),
    unaggregated: maybe(upTo, 12, () => upTo(4) > 0), seriesId: ofSeries?.seriesId, sequence: ofSeries ? maybe(upTo, 2, () => 1 + upTo(12)) : maybe(upTo, 30, () => 1), feeCents: maybe(upTo, 3, () => upTo(500)),
    page: maybe(upTo, 3, () => some(upTo, ['spring', 'spring-2'])), referenceCode: maybe(upTo, 3, () => `email-${upTo(3)}`), referenceCode2: maybe(upTo, 9, () => 'tw'), remarks: maybe(upTo, 9, () => ({ memoText: 'at the door' })),
  }) as RecordContribution;
}

/** A gift as another system tells it. */
const sightingOf = ({ currency: _currency, ...gift }: RecordContribution, source: string, more: Partial<SightContribution> = {}): ToldMoney => ({ door: 'sightings', item: { ...gift, source, kind: 'receipt', ...more } });

function* giftStory(id: Id, n: number, upTo: UpTo, series: Parameters<typeof giftIn>[2], pledges: readonly string[]): Generator<ToldMoney> {
  const contributionId = id('gift', n);
  const gift = giftIn(contributionId, upTo, series);
  const teller = upTo(8);
  const isRefund = teller === 1 && upTo(4) === 0;
  const published = { restates: true, ...(isRefund && { kind: 'refund' as const }), claimedAggregateCents: gift.amountCents };
  if (teller === 0) {
    yield sightingOf(gift, 'actblue-csv', maybe(upTo, 4, () => ({ line: some(upTo, ['SA17', 'SA15']) })));
    if (upTo(2) === 0) yield sightingOf(gift, 'actblue-webhook');
    if (upTo(3) === 0) yield sightingOf({ ...gift, amountCents: centsIn(upTo), page: 'autumn' }, 'actblue-webhook', { kind: 'receipt' });
  } else if (teller === 1) {
    yield sightingOf(gift, 'fec-bulk', { ...published, ...(upTo(5) === 0 && { amountCents: -gift.amountCents }) });
    if (upTo(3) === 0) yield sightingOf({ ...gift, amountCents: centsIn(upTo), receivedOn: dayIn(upTo) }, 'fec-bulk', published);
  } else {
    yield { door: 'contributions', item: gift };
    if (upTo(15) === 0) yield sightingOf({ ...gift, amountCents: upTo(2) === 0 ? gift.amountCents : centsIn(upTo) }, 'actblue-csv');
  }
  if (gift.seriesId !== undefined && upTo(2) === 0) {
    yield { door: 'series/charges', item: { chargeId: id('charge of gift', n), seriesId: gift.seriesId, contributionId, amountCents: gift.amountCents, sequence: gift.sequence ?? 1, chargedOn: gift.receivedOn } };
  }
  if (pledges.length > 0 && upTo(12) === 0) yield { door: 'pledges/fulfilments', item: { fulfilmentId: id('fulfilment', n), pledgeId: some(upTo, pledges), contributionId, amountCents: gift.amountCents, fulfilledOn: gift.receivedOn } };
  const reattributions: string[] = [];
  const disputes: string[] = [];
  for (let k = upTo(3) === 0 ? 0 : upTo(7); k > 0; k--) yield* fateOf(gift, (kind) => id(kind, n, k), upTo, { reattributions, disputes });
  if (teller === 1 && upTo(6) === 0) {
    yield { door: 'contributions/withdrawals', item: { withdrawalId: id('withdrawn by source', n), contributionId, reasonCode: 'withdrawn-by-source' } };
    if (upTo(2) === 0) yield sightingOf({ ...gift, amountCents: gift.amountCents + 1 }, 'fec-bulk', published);
  }
}

/** One thing that becomes of a gift. */
function* fateOf({ contributionId, amountCents: whole, receivedOn, electionCode }: RecordContribution, id: (kind: string) => string, upTo: UpTo, earlier: { readonly reattributions: string[]; readonly disputes: string[] }): Generator<ToldMoney> {
  const day = dayAfter(upTo, receivedOn);
  const part = (): number => Math.max(1, some(upTo, [whole, Math.floor(whole / 2), Math.floor(whole / 3), upTo(Math.min(whole, 100_000)), 1, whole + 1]));
  const { reattributions, disputes } = earlier;
  const named = () => (reattributions.length > 0 && upTo(2) === 0 ? some(upTo, reattributions) : undefined);
  switch (upTo(20)) {
    case 0:
    case 1:
      return yield { door: 'contributions/refunds', item: said({ refundId: id('refund'), contributionId, fromReattributionId: named(), amountCents: upTo(4) === 0 ? undefined : part(), refundedOn: day, basis: maybe(upTo, 2, () => some(upTo, ['reported', 'intended'] as const)) }) };
    case 2: {
      const [refundId, cents] = [id('refund told by two'), part()];
      yield { door: 'contributions/refunds', item: { refundId, contributionId, amountCents: cents, refundedOn: day, basis: 'reported', provenance: { sourceSystem: 'processor-file' } } };
      return yield { door: 'contributions/refunds', item: { refundId, contributionId, amountCents: upTo(2) === 0 ? cents : part(), refundedOn: upTo(2) === 0 ? day : daysLater(day, 1), basis: 'reported', provenance: { sourceSystem: 'processor-webhook' } } };
    }
    case 3:
      return yield { door: 'contributions/returns', item: { returnId: id('return'), contributionId, returnedOn: day } };
    case 4:
      return yield { door: 'contributions/bounces', item: { bounceId: id('bounce'), contributionId, bouncedOn: day } };
    case 5: {
      const disputeId = disputes.length > 0 && upTo(2) === 0 ? some(upTo, disputes) : undefined;
      return yield { door: 'contributions/chargebacks', item: said({ chargebackId: id('chargeback'), contributionId, amountCents: upTo(3) === 0 ? undefined : part(), disputeId, chargedBackOn: day }) };
    }
    case 6:
      disputes.push(id('dispute'));
      return yield { door: 'contributions/disputes', item: { disputeId: id('dispute'), contributionId, openedOn: day } };
    case 7: {
      // Of another dispute than was opened, where none was.
      const disputeId = disputes.length > 0 ? some(upTo, disputes) : id('dispute never opened');
      return yield { door: 'contributions/dispute-closings', item: { closingId: id('closing'), disputeId, contributionId, outcome: some(upTo, ['won', 'won', 'lost', 'withdrawn'] as const), closedOn: day } };
    }
    case 8:
    case 9:
      return yield { door: 'contributions/redesignations', item: said({ redesignationId: id('redesignation'), contributionId, amountCents: part(), fromElection: maybe(upTo, 4, () => some(upTo, ELECTIONS)), toElection: some(upTo, ELECTIONS.filter((code) => code !== electionCode)), basis: some(upTo, ['signed', 'presumptive'] as const), redesignatedOn: day }) };
    case 10:
    case 11: {
      const fromReattributionId = named();
      reattributions.push(id('reattribution'));
      return yield { door: 'contributions/reattributions', item: said({ reattributionId: id('reattribution'), contributionId, amountCents: part(), fromReattributionId, to: contributorIn(upTo, upTo(10)), basis: 'signed' as const, reattributedOn: day }) };
    }
    case 12:
      return yield { door: 'contributions/withdrawals', item: { withdrawalId: id('withdrawal'), contributionId, reasonCode: some(upTo, ['duplicate', 'test-data', 'entered-in-error'] as const) } };
    case 13:
    case 14:
      return yield { door: 'contributions/deposits', item: { depositId: id('deposit'), contributionId, batchId: 'B-1', depositedOn: day } };
    case 15:
      return yield { door: 'contributions/information-requests', item: said({ requestId: id('request'), contributionId, reattributionId: named(), followUp: maybe(upTo, 2, () => upTo(4) > 0), medium: some(upTo, ['solicitation', 'mail', 'email', 'phone', 'text'] as const), requestedOn: day }) };
    case 16:
      return yield { door: 'contributions/information-answers', item: said({ answerId: id('answer'), contributionId, reattributionId: named(), employer: maybe(upTo, 2, () => 'Quill Works'), occupation: maybe(upTo, 2, () => 'Scribe'), receivedOn: day }) };
    default:
      return yield {
        door: 'contributions/amendments',
        item: said({
          amendmentId: id('amendment'), contributionId, amountCents: maybe(upTo, 4, () => (upTo(2) === 0 ? centsIn(upTo) : part())), receivedOn: maybe(upTo, 5, () => dayIn(upTo)), electionCode: maybe(upTo, 5, () => some(upTo, ELECTIONS)),
          itemize: maybe(upTo, 8, () => upTo(2) === 0), sourceMarkers: maybe(upTo, 6, () => some(upTo, [['contractor'], ['labor'], [], ['minor']] as const).slice()), contributor: maybe(upTo, 3, () => contributorIn(upTo)), remarks: maybe(upTo, 5, () => ({ comment: 'called' })),
        }) as AmendContribution,
      };
  }
}

const FREQUENCIES = ['weekly', 'monthly', 'quarterly', 'yearly'] as const;

function* seriesStory(id: Id, n: number, upTo: UpTo, series: { seriesId: string; committeeId: string; contributor?: Contributor }[]): Generator<ToldMoney> {
  const seriesId = id('series', n);
  const start = said({
    seriesId, committeeId: some(upTo, COMMITTEES), contributor: maybe(upTo, 4, () => undefined) ?? contributorIn(upTo), amountCents: centsIn(upTo), frequency: some(upTo, FREQUENCIES), startedOn: dayIn(upTo), plannedCharges: maybe(upTo, 3, () => 1 + upTo(5)),
    page: maybe(upTo, 2, () => 'spring'), referenceCode: maybe(upTo, 2, () => `email-${upTo(3)}`),
  }) as StartSeries;
  series.push(start);
  // Of one in five nobody tells the start.
  if (upTo(5) > 0) yield { door: 'series', item: start };
  for (let k = upTo(8); k > 0; k--) {
    const day = dayAfter(upTo, upTo(2) === 0 ? start.startedOn : dayIn(upTo));
    switch (upTo(6)) {
      case 0:
        yield { door: 'series/failures', item: said({ failureId: id('failure', n, k), seriesId, sequence: maybe(upTo, 2, () => 1 + upTo(5)), failedOn: day, reasonCode: maybe(upTo, 2, () => 'insufficient-funds') }) };
        break;
      case 1:
        yield { door: 'series/changes', item: said({ changeId: id('change', n, k), seriesId, amountCents: maybe(upTo, 2, () => centsIn(upTo)), frequency: maybe(upTo, 2, () => some(upTo, FREQUENCIES)), changedOn: day, basis: maybe(upTo, 2, () => 'reported' as const) }) };
        break;
      case 2:
        yield { door: 'series/cancellations', item: { cancellationId: id('cancellation', n, k), seriesId, cancelledOn: day, reasonCode: some(upTo, ['donor', 'failed', 'completed', 'source'] as const) } };
        break;
      default: {
        const charge: ChargeSeries = said({ chargeId: id('charge', n, k), seriesId, contributionId: id('charged', n, k), amountCents: upTo(2) === 0 ? start.amountCents : centsIn(upTo), sequence: 1 + upTo(6), chargedOn: day, terms: maybe(upTo, 2, () => said({ committeeId: start.committeeId, frequency: maybe(upTo, 2, () => some(upTo, FREQUENCIES)) })) });
        yield { door: 'series/charges', item: charge };
        // Two systems tell of it, each by an id of its own.
        if (upTo(6) === 0) yield { door: 'series/charges', item: { ...charge, chargeId: id('charge told by two', n, k) } };
      }
    }
  }
}

function* pledgeStory(id: Id, n: number, upTo: UpTo, pledges: string[]): Generator<ToldMoney> {
  const pledgeId = id('pledge', n);
  pledges.push(pledgeId);
  const day = dayIn(upTo);
  yield { door: 'pledges', item: said({ pledgeId, committeeId: some(upTo, COMMITTEES), contributor: maybe(upTo, 2, () => contributorIn(upTo)), amountCents: centsIn(upTo), pledgedOn: day, dueOn: maybe(upTo, 2, () => daysLater(day, 30)), callId: maybe(upTo, 2, () => 'call-1') }) };
  if (upTo(4) === 0) yield { door: 'pledges/cancellations', item: { cancellationId: id('pledge cancelled', n), pledgeId, cancelledOn: dayAfter(upTo, day), reasonCode: 'donor' } };
}

function* linkStory(id: Id, n: number, upTo: UpTo): Generator<ToldMoney> {
  const person = upTo(10);
  const linkId = id('link', n);
  yield { door: 'person-links', item: { linkId, person: { system: 'actblue', scope: 'donor', id: String(100 + person) }, same: { system: 'van', scope: 'OH', id: `v${upTo(3) === 0 ? upTo(10) : person}` }, basis: 'same-email' } };
  if (upTo(3) === 0) yield { door: 'person-links/removals', item: { unlinkId: id('unlink', n), linkId, reasonCode: 'different-persons' } };
}
