import type { ChargeBackContribution, Contributor, DepositContribution, RefundContribution, SightContribution } from '@fieldledger/donations';
import { CODE, nameUuid } from '@fieldledger/kernel';
import { codeFrom } from '../code-from.js';
import { centsOf } from '../dollars.js';
import { shownValue } from '../shown-value.js';
import type { RowItem } from '../source.js';
import { areTaken } from '../words.js';
import { easternDay, easternInstant } from './eastern-time.js';
import { LineitemFault } from './lineitem-fault.js';
import { committeeOf, federalId } from './recipient.js';
import { chargeItems, sequenceOf, seriesIdOf } from './series-items.js';
import type { PlaceOf, ToldLineitem } from './told-lineitem.js';

/** ActBlue's own committee, the conduit of what federal recipients get through it (fec.gov, committee C00401224). */
const CONDUIT = 'C00401224';

/**
 * All that one lineitem says, for the doors that take it, the contribution first. Files and notices come through here
 * alike, so that what both tell has one spelling and a true repeat shows no difference.
 * @throws LineitemFault `lineitem-missing`, `time-missing`, `refund-day-missing`, `recovery-day-missing`, `committee-missing`, `amount-format`, `amount-not-positive`, `bad-text`, or as `easternInstant`
 */
export function lineitemItems(told: ToldLineitem, source: 'actblue-csv' | 'actblue-webhook', placeOf: PlaceOf): [RowItem, ...RowItem[]] {
  const sighting = sightingOf(told, source, placeOf);
  return [
    { door: 'sightings', id: sighting.contributionId, item: sighting },
    ...afterwards(told, sighting, placeOf),
    ...chargeItems(told, sighting),
  ];
}

/** A refund alone, for a lineitem of which the contribution is not told with it. @throws LineitemFault as above */
export function refundItem(told: ToldLineitem, placeOf: PlaceOf): RowItem {
  const id = lineitemIdOf(told, placeOf);
  // ActBlue pays back whole lineitems. Whoever tells of it, it is one refund.
  const refund: RefundContribution = {
    refundId: nameUuid('actblue', 'refund', id), contributionId: contributionIdOf(id), amountCents: amountOf(told, placeOf), refundedOn: easternDay(told.refundedAt!, placeOf('refundedAt')), basis: 'reported',
  };
  return { door: 'contributions/refunds', id: refund.refundId, item: refund };
}

/** One lineitem is one contribution, whoever tells it. */
export const contributionIdOf = (lineitemId: string): string => nameUuid('actblue', 'lineitem', lineitemId);

function sightingOf(told: ToldLineitem, source: string, placeOf: PlaceOf): SightContribution {
  const contributionId = contributionIdOf(lineitemIdOf(told, placeOf));
  if (told.paidAt === undefined) throw new LineitemFault('time-missing', placeOf('paidAt'), 'is blank, so it is not known when this was paid: export it again with that day');
  const receivedOn = easternDay(told.paidAt, placeOf('paidAt'));
  const series = told.recurs && told.orderNumber !== undefined ? { seriesId: seriesIdOf(told.orderNumber, told.governmentId), sequence: sequenceOf(told) } : {};
  return {
    contributionId,
    source,
    kind: 'receipt',
    committeeId: committeeOf(told, placeOf),
    amountCents: amountOf(told, placeOf),
    receivedOn,
    receivedAt: easternInstant(told.paidAt, placeOf('paidAt')),
    electionCode: told.election !== undefined && ELECTION.test(told.election) ? told.election : undefined,
    contributor: contributorOf(told, placeOf),
    method: told.isCheck ? 'check' : 'card',
    earmark: federalId(told.governmentId) === undefined ? undefined : { conduitCommitteeId: CONDUIT, conduitReceivedOn: receivedOn },
    ...series,
    feeCents: feeOf(told, placeOf),
    page: codeFrom(told.form?.replace(/[?#].*$/, '').replace(/^.*\/(?=[^/])/, '')),
    referenceCode: codeFrom(told.referenceCode),
    referenceCode2: codeFrom(told.referenceCode2),
    remarks: told.comment === undefined ? undefined : { comment: wording(told.comment, 2_000, placeOf('comment')) },
  };
}

/** What became of it since, as far as the same row tells. */
function afterwards(told: ToldLineitem, { contributionId }: SightContribution, placeOf: PlaceOf): RowItem[] {
  const { refundId, recoveryId, recoveredAt, refundedAt } = told;
  if (refundId !== undefined && refundedAt === undefined) throw new LineitemFault('refund-day-missing', placeOf('refundedAt'), `is blank, and ${placeOf('refundId')} is not, so it is not known when this went back: export it again with both`);
  if (recoveryId !== undefined && recoveredAt === undefined && refundedAt === undefined) throw new LineitemFault('recovery-day-missing', placeOf('recoveredAt'), `is blank, and ${placeOf('recoveryId')} is not, so it is not known when this was taken back: export it again with both`);
  // The deposit last: one that was told with another day is refused, and what follows it in its row would not be told.
  return [...wentBack(told, contributionId, placeOf), ...deposited(told, contributionId, placeOf)];
}

function wentBack(told: ToldLineitem, contributionId: string, placeOf: PlaceOf): RowItem[] {
  const { lineitemId, recoveryId, recoveredAt, refundedAt } = told;
  if (refundedAt !== undefined) return [refundItem(told, placeOf)];
  // Taken back out of a later payout. Where there is a refund too, it is the same money, and the refund tells it.
  if (recoveryId === undefined || recoveredAt === undefined) return [];
  const chargeback: ChargeBackContribution = { chargebackId: nameUuid('actblue', 'recovery', lineitemId!), contributionId, amountCents: amountOf(told, placeOf), chargedBackOn: easternDay(recoveredAt, placeOf('recoveredAt')) };
  return [{ door: 'contributions/chargebacks', id: chargeback.chargebackId, item: chargeback }];
}

function deposited({ lineitemId, disbursementId, disbursedAt }: ToldLineitem, contributionId: string, placeOf: PlaceOf): RowItem[] {
  const batchId = codeFrom(disbursementId);
  if (batchId === undefined || disbursedAt === undefined) return [];
  const deposit: DepositContribution = { depositId: nameUuid('actblue', 'deposit', lineitemId!, batchId), contributionId, batchId, depositedOn: easternDay(disbursedAt, placeOf('disbursedAt')) };
  return [{ door: 'contributions/deposits', id: deposit.depositId, item: deposit }];
}

function lineitemIdOf({ lineitemId }: ToldLineitem, placeOf: PlaceOf): string {
  if (lineitemId !== undefined && CODE.test(lineitemId)) return lineitemId;
  throw new LineitemFault('lineitem-missing', placeOf('lineitemId'), 'is not an id of a lineitem, by which a repeat is known: export it again with that number');
}

/** A lineitem that was paid back may be written with a minus; the contribution was what it was. */
function amountOf({ amount, refundedAt }: ToldLineitem, placeOf: PlaceOf): number {
  const cents = centsOf(amount ?? '');
  if (cents === undefined) throw new LineitemFault('amount-format', placeOf('amount'), `is not an amount in dollars with two decimals at most, such as 25.00; ${shownValue(amount ?? '')}`);
  if (cents > 0) return cents;
  if (cents < 0 && refundedAt !== undefined) return -cents;
  throw new LineitemFault('amount-not-positive', placeOf('amount'), `is not more than nothing: money that went back is told by the date of its refund; ${shownValue(amount!)}`);
}

/** Nobody estimates a fee that is not told; one below zero is a fee given back, which is no fee of this lineitem. */
function feeOf({ fee }: ToldLineitem, placeOf: PlaceOf): number | undefined {
  if (fee === undefined) return undefined;
  const cents = centsOf(fee);
  if (cents === undefined) throw new LineitemFault('amount-format', placeOf('fee'), `is not an amount in dollars with two decimals at most, such as 0.99; ${shownValue(fee)}`);
  return cents < 0 ? undefined : cents;
}

function contributorOf({ donorId, donor }: ToldLineitem, placeOf: PlaceOf): Contributor | undefined {
  const reference = donorId !== undefined && CODE.test(donorId) ? { system: 'actblue', scope: 'donor', id: donorId } : undefined;
  if (!reference && donor.lastName === undefined && donor.firstName === undefined) return undefined;
  // Brackets, blanks and hyphens of a telephone number are the teller's, not the donor's.
  const phone = donor.phone?.replace(/[^\d+x]/gi, '') || undefined;
  for (const [member, text] of Object.entries(donor)) if (text !== undefined) wording(text, 200, placeOf(member as keyof typeof donor));
  return { entityType: 'IND', reference, ...donor, phone };
}

const ELECTION = /^[GPRSCEO](?:19|20)\d\d$/;

/** A person's words, exactly as told. @throws LineitemFault `bad-text` */
function wording(text: string, longest: number, place: string): string {
  if (areTaken(text, longest)) return text;
  throw new LineitemFault('bad-text', place, `holds a text of more than ${longest} characters, or what is no text (a NUL character, half of a character): mend it`);
}
