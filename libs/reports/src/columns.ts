import { ID, INSTANT, listOf, orNull, TEXT, WHOLE, type Schema } from '@fieldledger/http';
import { DAY } from './asked-values.js';

/**
 * The members of a report's rows or totals, in their order, each with the schema of what is in it: the columns of its CSV,
 * and what the OpenAPI document says of it.
 */
export type Columns<R extends object = Record<string, unknown>> = { readonly [K in keyof R & string]-?: Schema };

/** Whole cents, to the cent. */
export const CENTS: Schema = { type: ['integer', 'string'], description: 'Cents: a number as long as a number holds them exactly (up to 2^53), beyond that their decimal digits.' };
export const CENTS_OR_NULL: Schema = { ...CENTS, type: ['integer', 'string', 'null'] };
/** A quotient; null where it would be one of nothing. */
export const RATE: Schema = { type: ['number', 'null'] };
export const DAY_OF = DAY.schema;
export const [TEXT_OR_NULL, WHOLE_OR_NULL, ID_OR_NULL, DAY_OR_NULL, INSTANT_OR_NULL] = [TEXT, WHOLE, ID, DAY_OF, INSTANT].map(orNull) as [Schema, Schema, Schema, Schema, Schema];
export const WORDS = listOf(TEXT);

/** The groups by which rows may be asked for. */
export const groupsBy = (dimensions: object): Columns => each(TEXT_OR_NULL, ...Object.keys(dimensions));

/** Of several columns that hold the same. */
export function each<K extends string>(schema: Schema, ...names: readonly K[]): Readonly<Record<K, Schema>> {
  return Object.fromEntries(names.map((name) => [name, schema])) as Record<K, Schema>;
}

