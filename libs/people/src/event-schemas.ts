import { eventSchemas, schemaFrom as from, PersonRef, type Members } from '@fieldledger/http';
import { LinkPersons, UnlinkPersons } from './link-commands.js';
import { linkDecider } from './link.js';

const person = from(PersonRef, [], {});

const data: Members = {
  PersonsLinked: from(LinkPersons, ['provenance'], {}),
  PersonsUnlinked: from(UnlinkPersons, ['provenance'], { person, same: person }),
};

/** The JSON Schema (2020-12) of each event's payload, by `Type.vN`; made from the declarations of the commands. */
export const PEOPLE_EVENT_SCHEMAS = eventSchemas(linkDecider.versions, data);
