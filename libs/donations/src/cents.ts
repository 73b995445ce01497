import { IsInt } from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';
import { MOST_CENTS } from '@fieldledger/finance-rules';
import { Rejection, type Fault } from '@fieldledger/kernel';

/** Whole cents. How much is too little or too much is for the rules to say. */
export function IsCents(): PropertyDecorator {
  return (target, property) => {
    IsInt()(target, property);
    JSONSchema({ type: 'integer', 'x-code': 'amount-format' } as never)(target, property as string);
  };
}

/** An amount of money that moved, as it was given. @throws Rejection `amount-not-positive`, `amount-too-large` */
export function positive(cents: number): number {
  if (cents <= 0) {
    throw new Rejection('invalid', 'amount-not-positive', 'An amount is more than nothing. What was paid back is a refund, what the bank took back a bounce or a chargeback: send those.', at('must be at least 1'));
  }
  if (cents > MOST_CENTS) {
    throw new Rejection('invalid', 'amount-too-large', `An amount is at most ${MOST_CENTS} cents. Are these cents of cents?`, { ...at(`must be at most ${MOST_CENTS}`), limitCents: MOST_CENTS });
  }
  return cents;
}

const at = (problem: string): { faults: Fault[] } => ({ faults: [{ field: '/amountCents', problem }] });
