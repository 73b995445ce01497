import type { Contributor } from '@fieldledger/donations';

/** What a file or a notice tells of one lineitem, as it is written there, trimmed; what is blank is left out. */
export interface ToldLineitem {
  /** One payment to one recipient; every charge of a series has its own. */
  readonly lineitemId?: string;
  /** The order that the donor placed: the same for its lineitems and for all charges of its series. */
  readonly orderNumber?: string;
  readonly paidAt?: string;
  readonly amount?: string;
  readonly fee?: string;
  /** The FEC's id of the recipient, or whatever id its state gives. */
  readonly governmentId?: string;
  /** ActBlue's id of the recipient. */
  readonly entityId?: string;
  readonly election?: string;
  readonly form?: string;
  readonly referenceCode?: string;
  readonly referenceCode2?: string;
  readonly isCheck: boolean;
  readonly recurs?: 'weekly' | 'monthly';
  /** How many charges were agreed; a word such as `unlimited` where there is no end. */
  readonly plannedCharges?: string;
  readonly sequence?: string;
  readonly donorId?: string;
  readonly donor: Omit<Contributor, 'entityType' | 'reference' | 'committeeId' | 'organizationName' | 'gaveAgain'>;
  readonly comment?: string;
  readonly refundedAt?: string;
  readonly disbursementId?: string;
  readonly disbursedAt?: string;
  readonly refundId?: string;
  readonly recoveryId?: string;
  readonly recoveredAt?: string;
}

/** How a file or a notice names what it tells: a column, or a JSON pointer. */
export type PlaceOf = (member: keyof ToldLineitem | keyof ToldLineitem['donor']) => string;
