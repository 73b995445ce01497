import { nameUuid } from '@fieldledger/kernel';
import type { Item } from './item.js';
import type { Line } from './line.js';

/** At most 20 characters, unique and the same in a report and all its amendments: the filer's own, else the beginning of our id. */
export function transactionIdOf({ part, family: { told }, movement, besides }: Pick<Item, 'part' | 'family' | 'movement' | 'besides'>): string {
  switch (part) {
    case 'receipt':
    case 'reported-refund':
      return toldId(told);
    case 'bounce':
    case 'refund':
    case 'chargeback':
      return shortened(besides === undefined ? movement!.movementId : nameUuid(part, movement!.movementId, besides));
    default:
      return shortened(nameUuid(part, movement?.movementId ?? told.contributionId, ...(besides === undefined ? [] : [besides])));
  }
}

/** What an item refers back to: the filer's word, or the contribution that it became of. */
export function backReferenceOf({ part, family: { told } }: Pick<Item, 'part' | 'family'>): string | null {
  return part === 'receipt' || part === 'reported-refund' ? told.backReferenceId : toldId(told);
}

const toldId = ({ transactionId, contributionId }: Line) => transactionId ?? shortened(contributionId);
const shortened = (uuid: string) => uuid.replaceAll('-', '').slice(0, 20).toUpperCase();
