import type { LinkEvent } from './link-events.js';

const [person, same] = [{ system: 'van', scope: 'OH.myvoters', id: '1044321' }, { system: 'mobilize', scope: 'org-15', id: '57' }];
const linkId = '8f0e6d1c-2b7a-4c39-9a51-7d40c2e6b801';

/** One good example of each event, in its present version. */
export const LINK_EXAMPLES: { readonly [T in LinkEvent['type']]: Extract<LinkEvent, { type: T }> } = {
  PersonsLinked: { type: 'PersonsLinked', data: { linkId, person, same, basis: 'same-email', by: 'organizer-3' } },
  PersonsUnlinked: { type: 'PersonsUnlinked', data: { unlinkId: '9a1f7e2d-3c8b-4d4a-8b62-8e51d3f7c902', linkId, person, same, reasonCode: 'different-persons', by: 'organizer-3' } },
};
