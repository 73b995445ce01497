import type { CancelSeries } from '@fieldledger/donations';
import type { RowReader } from '../headed-csv.js';
import { columnAt } from '../header.js';
import { easternDay } from './eastern-time.js';
import { LineitemFault } from './lineitem-fault.js';
import { cancellationItem, seriesIdOf } from './series-items.js';

/**
 * ActBlue's cancelled recurring contributions: one row for each series, in a layout of its own without lineitems. 22
 * columns in dbt-cta (actblue, cancelled_recurring_contributions), 49 in files of 2026; their names do not repeat, so a
 * column is known by its name. Older files do not tell the FEC's id of the recipient.
 */
export const isCancelledHeader = (header: readonly string[]): boolean => header.includes('Cancelled On');

/** @throws Error that names the column which the file has not; what it returns throws LineitemFault `order-missing`, or as `easternDay` */
export function cancelledRowReader(header: readonly string[]): RowReader {
  const [order, cancelled] = [columnAt(header, 'Receipt ID'), columnAt(header, 'Cancelled On')];
  const [recipient, reason] = [header.indexOf('FEC Id'), header.indexOf('Cancelation Reason')];
  const cell = (cells: readonly string[], at: number) => cells[at]?.trim() || undefined;
  return (cells) => {
    const [orderNumber, cancelledOn] = [cell(cells, order), cell(cells, cancelled)];
    if (orderNumber === undefined) throw new LineitemFault('order-missing', 'The column "Receipt ID"', 'is blank, so it is not known which series ended: export the row again with it');
    if (cancelledOn === undefined) return { skipped: 'It has no day on which the series was cancelled.' };
    const item = cancellationItem(seriesIdOf(orderNumber, cell(cells, recipient)), easternDay(cancelledOn, 'The column "Cancelled On"'), endOf(cell(cells, reason)));
    return { items: [item] };
  };
}

/** ActBlue publishes no list of its reasons; those whose words are plain are told apart. */
function endOf(reason: string | undefined): CancelSeries['reasonCode'] {
  if (reason === undefined) return 'source';
  if (/donor/i.test(reason)) return 'donor';
  if (/fail|declin|expir/i.test(reason)) return 'failed';
  return /complet/i.test(reason) ? 'completed' : 'source';
}
