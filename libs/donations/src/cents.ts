import { IsInt } from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';

/** The most that one amount may be: ten thousand million dollars. A JSON number holds it exactly. */
export const MOST_CENTS = 1_000_000_000_000;

/** Whole cents. How much is too little or too much is for the rules to say. */
export function IsCents(): PropertyDecorator {
  return (target, property) => {
    IsInt()(target, property);
    JSONSchema({ type: 'integer', 'x-code': 'amount-format' } as never)(target, property as string);
  };
}
