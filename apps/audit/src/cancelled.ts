import { ID, schemaOf } from '@fieldledger/http';

/** What was under way under this id is over. */
export interface Cancelled {
  readonly id: string;
  readonly cancelled: true;
}

export const CANCELLED = { name: 'Cancelled', schema: schemaOf<Cancelled>({ id: ID, cancelled: { const: true } }) };
