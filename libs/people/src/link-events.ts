import type { PersonRef } from '@fieldledger/http';
import type { Event } from '@fieldledger/kernel';
import type { LinkPersons, UnlinkPersons } from './link-commands.js';

export type PersonsLinked = Event<'PersonsLinked', Omit<LinkPersons, 'provenance'>>;
/** Names both, so that no reader needs the link. */
export type PersonsUnlinked = Event<'PersonsUnlinked', Omit<UnlinkPersons, 'provenance'> & { readonly person: PersonRef; readonly same: PersonRef }>;

export type LinkEvent = PersonsLinked | PersonsUnlinked;
