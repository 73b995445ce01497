import { CONTACT_EVENT_SCHEMAS } from '@fieldledger/contacts';
import { DONATION_EVENT_SCHEMAS } from '@fieldledger/donations';
import { LEDGER_EVENT_SCHEMAS } from '@fieldledger/ledger';
import { PEOPLE_EVENT_SCHEMAS } from '@fieldledger/people';
import { VOLUNTEERING_EVENT_SCHEMAS } from '@fieldledger/volunteering';

/** The JSON Schema of each type of event, as it is written now, by type. */
export function eventSchemasByType(): Readonly<Record<string, object>> {
  const all: Readonly<Record<string, object>> = { ...CONTACT_EVENT_SCHEMAS, ...DONATION_EVENT_SCHEMAS, ...VOLUNTEERING_EVENT_SCHEMAS, ...PEOPLE_EVENT_SCHEMAS, ...LEDGER_EVENT_SCHEMAS };
  return Object.fromEntries(Object.entries(all).map(([name, schema]) => [name.slice(0, name.lastIndexOf('.v')), schema]));
}
