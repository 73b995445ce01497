import type { EventTimes } from '@fieldledger/kernel';
import type { ErasureEvent } from './erasure-events.js';
import type { LinkEvent } from './link-events.js';

/** Who is the same person was so before anybody said it: links hold for any time. Nor is anybody remembered who was erased since. */
export const PEOPLE_EVENT_TIMES: EventTimes<LinkEvent | ErasureEvent> = {
  at: { PersonsLinked: () => null, PersonsUnlinked: () => null, PersonErased: () => null, ErasurePostponed: () => null, ErasureRefused: () => null },
};
