import { DEFAULT_CODE_TABLES } from '@fieldledger/contacts';
import { RULE_SETS } from '@fieldledger/finance-rules';
import { canonical } from '@fieldledger/kernel';
import { eventSchemasByType } from './event-schemas.js';

/** What says what events' members and codes mean: schemas, code tables and rules, by their path in a bundle, as this program has them. */
export function meanings(): ReadonlyMap<string, string> {
  const codes = Object.fromEntries(Object.entries(DEFAULT_CODE_TABLES).map(([name, table]) => [name, [...(table as ReadonlyMap<unknown, unknown>).values()]]));
  return new Map([
    ...Object.entries(eventSchemasByType()).map(([type, schema]) => [`schemas/${type}.json`, `${JSON.stringify(schema, null, 2)}\n`] as const),
    ['tables/contact-codes.json', `${canonical(codes)}\n`],
    ['tables/finance-rules.json', `${canonical(RULE_SETS)}\n`],
  ]);
}
