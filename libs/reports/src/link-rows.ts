import { personKey } from '@fieldledger/http';
import { nameUuid, type FactOf } from '@fieldledger/kernel';
import type { PersonsLinked, PersonsUnlinked } from '@fieldledger/people';
import { linkedPersons } from './linked-persons.js';

/** What a report's own table keeps of a link, in a row of its own: the references, only as long as the link stands. */
export type LinkRow = { readonly person: string | null; readonly same: string | null };

export const linkFolds = {
  PersonsLinked: <Row extends LinkRow>(row: Row, { data }: FactOf<PersonsLinked>): Row => ({ ...row, person: personKey(data.person), same: personKey(data.same) }),
  PersonsUnlinked: <Row extends LinkRow>(row: Row): Row => ({ ...row, person: null, same: null }),
};

/** Under which key a link is kept among attempts, of which none has such an id. */
export const linkKey = ({ linkId }: (PersonsLinked | PersonsUnlinked)['data']): { attemptId: string } => ({ attemptId: nameUuid('link', linkId) });

/** Whose voters' references are one person (`one`), for `WITH RECURSIVE` over a table of attempts. */
export const ONE_VOTER = linkedPersons('SELECT person, same FROM {{table}} WHERE organization = $1 AND person IS NOT NULL');
