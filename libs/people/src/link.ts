import { personKey, type PersonRef } from '@fieldledger/http';
import { Rejection, type Decider } from '@fieldledger/kernel';
import type { LinkPersons, UnlinkPersons } from './link-commands.js';
import type { LinkEvent } from './link-events.js';

export type LinkState =
  | { readonly status: 'unknown' }
  | { readonly status: 'standing' | 'undone'; readonly person: PersonRef; readonly same: PersonRef };

export const linkDecider: Decider<LinkState, LinkEvent> = {
  kind: 'link',
  initial: { status: 'unknown' },
  evolve,
  versions: { PersonsLinked: 1, PersonsUnlinked: 1 },
  occurredAt: (_event, meta) => meta.receivedAt,
  asked: (data) => {
    if (!('unlinkId' in data)) return data;
    const { person: _person, same: _same, ...asked } = data;
    return asked;
  },
};

/** @throws Rejection `same-reference` */
export function linkPersons({ linkId, person, same, basis, by }: LinkPersons): LinkEvent[] {
  if (personKey(person) === personKey(same)) {
    throw new Rejection('invalid', 'same-reference', 'Both references are the same. Name two that are of one person.', { faults: [{ field: '/same', problem: 'must be another reference' }] });
  }
  return [{ type: 'PersonsLinked', data: { linkId, person: refOf(person), same: refOf(same), basis, by } }];
}

/** @throws Rejection `link-missing`, `link-undone` */
export function unlinkPersons({ unlinkId, linkId, reasonCode, by }: UnlinkPersons, state: LinkState): LinkEvent[] {
  switch (state.status) {
    case 'unknown':
      throw new Rejection('missing', 'link-missing', 'No link is recorded under this id. Look in a report of the person for the link, and name its id.');
    case 'undone':
      throw new Rejection('conflict', 'link-undone', 'This link was undone before. To link the two again, send a link with a fresh id.');
    case 'standing':
      return [{ type: 'PersonsUnlinked', data: { unlinkId, linkId, person: state.person, same: state.same, reasonCode, by } }];
  }
}

/** Total: history is never refused. No `default`: a new event that is not handled here does not compile. */
function evolve(_: LinkState, { type, data: { person, same } }: LinkEvent): LinkState {
  switch (type) {
    case 'PersonsLinked':
      return { status: 'standing', person, same };
    case 'PersonsUnlinked':
      return { status: 'undone', person, same };
  }
}

const refOf = ({ system, scope, id }: PersonRef): PersonRef => ({ system, scope, id });
