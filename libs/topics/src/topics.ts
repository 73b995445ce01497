import { CONTACT_EVENT_SCHEMAS } from '@fieldledger/contacts';
import { DONATION_EVENT_SCHEMAS } from '@fieldledger/donations';
import type { Topic } from '@fieldledger/feed';
import { LEDGER_EVENT_SCHEMAS } from '@fieldledger/ledger';
import { PEOPLE_EVENT_SCHEMAS } from '@fieldledger/people';
import { VOLUNTEERING_EVENT_SCHEMAS } from '@fieldledger/volunteering';

/** A schema's name is the type and its version, `ContactAttempted.v1`. */
const typeIn = (schema: string) => schema.slice(0, schema.lastIndexOf('.v'));

/** Every type of event is of one domain. */
const DOMAINS = new Map(
  Object.entries({ contacts: CONTACT_EVENT_SCHEMAS, donations: DONATION_EVENT_SCHEMAS, volunteering: VOLUNTEERING_EVENT_SCHEMAS, people: PEOPLE_EVENT_SCHEMAS, ledger: LEDGER_EVENT_SCHEMAS }).map(
    ([domain, schemas]) => [domain, Object.keys(schemas).map(typeIn)] as const,
  ),
);

/** A topic for each domain: `fieldledger.contacts` and so on. */
export const topicsOf = (prefix: string): Topic[] => [...DOMAINS].map(([domain, eventTypes]) => ({ name: `${prefix}.${domain}`, eventTypes }));

/** What is in a topic, whatever its prefix; undefined where there is no such topic. */
export const eventTypesOf = (topic: string): readonly string[] | undefined => DOMAINS.get(topic.slice(topic.lastIndexOf('.') + 1));
