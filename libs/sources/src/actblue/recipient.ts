import { CODE } from '@fieldledger/kernel';
import { LineitemFault } from './lineitem-fault.js';
import type { PlaceOf, ToldLineitem } from './told-lineitem.js';

/** The FEC's id of a committee; undefined for what a state gives, or nobody. Some write nine digits after the C. */
export const federalId = (id: string | undefined): string | undefined => (id !== undefined && /^C\d{8,9}$/.test(id) ? id : undefined);

/** Which committee received: by the FEC's id, else by the one that ActBlue gives it. @throws LineitemFault `committee-missing` */
export function committeeOf({ governmentId, entityId }: ToldLineitem, placeOf: PlaceOf): string {
  const committeeId = federalId(governmentId) ?? (entityId !== undefined ? `actblue-${entityId}` : '');
  if (CODE.test(committeeId)) return committeeId;
  throw new LineitemFault('committee-missing', placeOf('entityId'), `is not an id of the recipient, and ${placeOf('governmentId')} is not one of the FEC's: export it again with either`);
}
