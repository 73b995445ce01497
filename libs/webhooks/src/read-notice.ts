import { Rejection, type Fault } from '@fieldledger/kernel';
import { cancellationItem, contributionIdOf, easternDay, isRounded, LineitemFault, lineitemItems, refundItem, seriesIdOf, type PlaceOf, type RowItem, type ToldLineitem } from '@fieldledger/sources';
import type { ActBlueNotice } from './notice.js';

/** One lineitem of a notice, and what it says; the contribution, where it is told, comes first. */
export interface ReadLineitem {
  readonly lineitemId: string | undefined;
  readonly contributionId: string | undefined;
  readonly items: readonly RowItem[];
}

/** What a notice says of each of its lineitems, in their order. @throws Rejection that names every lineitem at fault */
export function readNotice(notice: ActBlueNotice): ReadLineitem[] {
  const faults: LineitemFault[] = [];
  const read = notice.lineitems.flatMap((_, i) => {
    try {
      return [readLineitem(notice, i)];
    } catch (error) {
      if (!(error instanceof LineitemFault)) throw error;
      faults.push(error);
      return [];
    }
  });
  if (faults.length > 0) throw refused(faults);
  return read;
}

function readLineitem(notice: ActBlueNotice, i: number): ReadLineitem {
  const told = toldBy(notice, i);
  const placeOf: PlaceOf = (member) => POINTER_OF[member]?.replace('*', String(i)) ?? `/lineitems/${i}`;
  const cancelledAt = text(notice.contribution.cancelledAt);
  const items = [
    ...(told.paidAt !== undefined ? lineitemItems(told, 'actblue-webhook', placeOf) : told.refundedAt !== undefined ? [refundItem(told, placeOf)] : []),
    ...(cancelledAt !== undefined ? [cancellation(told, easternDay(cancelledAt, '/contribution/cancelledAt'))] : []),
  ];
  if (items.length === 0) throw new LineitemFault('nothing-told', placeOf('paidAt'), 'is blank, and neither a refund nor a cancellation is told');
  return { lineitemId: told.lineitemId, contributionId: told.lineitemId && contributionIdOf(told.lineitemId), items };
}

/** ActBlue tells no reason. */
function cancellation({ orderNumber, governmentId }: ToldLineitem, cancelledOn: string): RowItem {
  if (orderNumber === undefined) throw new LineitemFault('order-missing', '/contribution/orderNumber', 'is blank, so it is not known which series ended');
  return cancellationItem(seriesIdOf(orderNumber, governmentId), cancelledOn, 'source');
}

function toldBy({ donor, contribution, lineitems }: ActBlueNotice, i: number): ToldLineitem {
  const lineitem = lineitems[i]!;
  const period = text(contribution.recurringPeriod);
  const answers = (contribution.customFields ?? []).map(({ label, answer }) => text(answer) && `${text(label) ?? ''}: ${text(answer)}`);
  return {
    lineitemId: idIn(lineitem.lineitemId),
    orderNumber: text(contribution.orderNumber),
    paidAt: text(lineitem.paidAt),
    amount: text(lineitem.amount),
    fee: text(lineitem.feeAmount),
    governmentId: text(lineitem.fecId),
    entityId: idIn(lineitem.entityId),
    form: text(contribution.contributionForm),
    referenceCode: text(contribution.refcode) ?? text(contribution.refcodes?.refcode),
    referenceCode2: text(contribution.refcode2) ?? text(contribution.refcodes?.refcode2),
    isCheck: text(contribution.paymentMethod) === 'check',
    recurs: period === 'weekly' || period === 'monthly' ? period : undefined,
    plannedCharges: text(contribution.recurringDuration),
    sequence: text(lineitem.sequence),
    donor: {
      lastName: text(donor?.lastname), firstName: text(donor?.firstname), street1: text(donor?.addr1), city: text(donor?.city), state: text(donor?.state), zip: text(donor?.zip),
      country: text(donor?.country), employer: text(donor?.employerData?.employer), occupation: text(donor?.employerData?.occupation), email: text(donor?.email), phone: text(donor?.phone),
    },
    // Nobody's money waits for the end of a long answer.
    comment: answers.filter(Boolean).join('\n').slice(0, 2_000) || undefined,
    refundedAt: text(lineitem.refundedAt),
  };
}

/** A number is what it looks like: JSON's 25.00 is 25 here. */
const text = (value: string | number | null | undefined): string | undefined => (value === null || value === undefined ? undefined : String(value).trim() || undefined);

const idIn = (value: string | number | null | undefined): string | undefined => (isRounded(value) ? undefined : text(value));

const POINTER_OF: Partial<Record<Parameters<PlaceOf>[0], string>> = {
  lineitemId: '/lineitems/*/lineitemId', paidAt: '/lineitems/*/paidAt', amount: '/lineitems/*/amount', fee: '/lineitems/*/feeAmount', governmentId: '/lineitems/*/fecId', entityId: '/lineitems/*/entityId',
  refundedAt: '/lineitems/*/refundedAt', comment: '/contribution/customFields',
  lastName: '/donor/lastname', firstName: '/donor/firstname', street1: '/donor/addr1', city: '/donor/city', state: '/donor/state', zip: '/donor/zip', country: '/donor/country', email: '/donor/email',
  phone: '/donor/phone', employer: '/donor/employerData/employer', occupation: '/donor/employerData/occupation',
};

function refused(found: readonly LineitemFault[]): Rejection {
  const faults = found.map(({ place, problem, code }): Fault => ({ field: place, problem, code }));
  const codes = new Set(found.map(({ code }) => code));
  return new Rejection('invalid', codes.size === 1 ? found[0]!.code : 'invalid-body', 'The notice tells something that cannot be recorded, so nothing of it was; every fault is listed.', { faults });
}
