import type { Meta } from '@fieldledger/kernel';
import { slugOf } from '@fieldledger/testing';
import type { LinkPersons, UnlinkPersons } from './link-commands.js';
import type { LinkEvent } from './link-events.js';
import { LINK_EXAMPLES } from './link-examples.js';
import { linkDecider, linkPersons, unlinkPersons, type LinkState } from './link.js';

const { PersonsLinked: linked, PersonsUnlinked: unlinked } = LINK_EXAMPLES;
const link: LinkPersons = { ...linked.data };
const unlink: UnlinkPersons = { unlinkId: unlinked.data.unlinkId, linkId: linked.data.linkId, reasonCode: 'different-persons', by: 'organizer-3' };
const after = (...events: readonly LinkEvent[]): LinkState => events.reduce(linkDecider.evolve, linkDecider.initial);

describe('two references of one person', () => {
  it('are linked, and told apart again by whoever names the link', () => {
    expect(linkPersons(link)).toEqual([linked]);
    expect(unlinkPersons(unlink, after(linked))).toEqual([unlinked]);
  });

  it('cannot be the same one', () => {
    expect(slugOf(() => linkPersons({ ...link, same: link.person }))).toBe('same-reference');
  });

  it('are told apart once, and not before anybody linked them', () => {
    expect(slugOf(() => unlinkPersons(unlink, after()))).toBe('link-missing');
    expect(slugOf(() => unlinkPersons(unlink, after(linked, unlinked)))).toBe('link-undone');
  });

  it('are told again as they were asked', () => {
    expect([linkDecider.asked(linked.data), linkDecider.asked(unlinked.data)]).toEqual([link, unlink]);
    expect(linkDecider.occurredAt(linked, { receivedAt: '2026-10-03T21:15:00.000Z' } as Meta)).toBe('2026-10-03T21:15:00.000Z');
  });
});
