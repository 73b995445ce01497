import type { CancelSeries, ChargeSeries, Contributor, SightContribution, StartSeries } from '@fieldledger/donations';
import { nameUuid } from '@fieldledger/kernel';
import type { RowItem } from '../source.js';
import { federalId } from './recipient.js';
import type { ToldLineitem } from './told-lineitem.js';

/**
 * The series of an order: its number stays when it is charged again (secure.actblue.com/docs/report_builder, "Order Number").
 * An order may be split over recipients; the FEC's id, which files and notices both tell, tells them apart.
 */
export function seriesIdOf(orderNumber: string, governmentId: string | undefined): string {
  return nameUuid('actblue', 'series', orderNumber, federalId(governmentId) ?? '');
}

/** Which charge it is, counted from 1; some notices of a first payment say 0. */
export function sequenceOf({ sequence }: ToldLineitem): number | undefined {
  return sequence !== undefined && /^\d{1,5}$/.test(sequence) ? Math.max(1, Number(sequence)) : undefined;
}

/** That the series of a lineitem lives; its first charge also tells how it began. What the series will charge may differ: later charges show it. */
export function chargeItems(told: ToldLineitem, { contributionId, committeeId, amountCents, receivedOn, seriesId, sequence, page, referenceCode }: SightContribution): RowItem[] {
  if (seriesId === undefined || sequence === undefined) return [];
  const frequency = told.recurs!;
  const planned = frequency === 'monthly' && /^\d{1,5}$/.test(told.plannedCharges ?? '') ? Number(told.plannedCharges) : 0;
  const start: StartSeries = { seriesId, committeeId, contributor: donorOf(told), amountCents, frequency, startedOn: receivedOn, plannedCharges: planned > 1 ? planned : undefined, page, referenceCode };
  // Two tellers who agree tell one charge; where they differ both are recorded, and the contribution counts once.
  const chargeId = nameUuid('actblue', 'charge', contributionId, String(amountCents), receivedOn, String(sequence));
  const charge: ChargeSeries = { chargeId, seriesId, contributionId, amountCents, sequence, chargedOn: receivedOn, terms: { committeeId, frequency } };
  return [...(sequence === 1 ? [{ door: 'series', id: seriesId, item: start } as const] : []), { door: 'series/charges', id: chargeId, item: charge }];
}

/** The end of an order's series with one recipient. Two tellers who agree tell it once. */
export function cancellationItem(seriesId: string, cancelledOn: string, reasonCode: CancelSeries['reasonCode']): RowItem {
  const cancellation: CancelSeries = { cancellationId: nameUuid('actblue', 'cancellation', seriesId, cancelledOn, reasonCode), seriesId, cancelledOn, reasonCode };
  return { door: 'series/cancellations', id: cancellation.cancellationId, item: cancellation };
}

/** Only that by which donors are matched: a series is told by several, and its start must not differ by a new telephone. */
function donorOf({ donor: { lastName, firstName, zip } }: ToldLineitem): Contributor | undefined {
  return lastName === undefined ? undefined : { entityType: 'IND', lastName, firstName, zip };
}
