import { CONTACT_EVENT_TIMES } from '@fieldledger/contacts';
import { DONATION_EVENT_TIMES } from '@fieldledger/donations';
import type { AnyEventTimes } from '@fieldledger/kernel';
import { PEOPLE_EVENT_TIMES } from '@fieldledger/people';
import { VOLUNTEERING_EVENT_TIMES } from '@fieldledger/volunteering';

const DOMAINS: readonly AnyEventTimes[] = [CONTACT_EVENT_TIMES, DONATION_EVENT_TIMES, VOLUNTEERING_EVENT_TIMES, PEOPLE_EVENT_TIMES];

/** When what an event of any domain tells of happened. */
export const EVENT_TIMES: AnyEventTimes = { at: Object.assign({}, ...DOMAINS.map(({ at }) => at)) as AnyEventTimes['at'], moved: Object.assign({}, ...DOMAINS.map(({ moved }) => moved)) as AnyEventTimes['moved'] };
