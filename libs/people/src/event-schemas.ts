import { closedSchema as closed, eventSchemas, PATTERNS, schemaFrom as from, PersonRef, UUID as uuid, type Members, type Schema } from '@fieldledger/http';
import { ErasePerson } from './erasure-commands.js';
import { erasureDecider } from './erasure.js';
import { LinkPersons, UnlinkPersons } from './link-commands.js';
import { linkDecider } from './link.js';

const person = from(PersonRef, [], {});
const day: Schema = { type: 'string', pattern: PATTERNS.day };
const count: Schema = { type: 'integer', minimum: 0 };
const list = (items: Schema): Schema => ({ type: 'array', items });
const reference: Schema = { type: 'string', pattern: '^[^/]+/[^/]+/[^/]+$' };
const token: Schema = { type: 'string', pattern: '^[A-Za-z0-9_-]{22}$' };
const holds = list(closed({ recordId: uuid, reason: { enum: ['itemized', 'over-recording-limit'] }, until: day }));

const data: Members = {
  PersonsLinked: from(LinkPersons, ['provenance'], {}),
  PersonsUnlinked: from(UnlinkPersons, ['provenance'], { person, same: person }),
  PersonErased: from(ErasePerson, [], { references: list(reference), subjects: list(uuid), records: count, suppressed: list(token) }),
  ErasurePostponed: from(ErasePerson, [], { subjects: list(uuid), records: count, until: day, holds }),
  ErasureRefused: from(ErasePerson, [], { until: day, holds }),
};

/** The JSON Schema (2020-12) of each event's payload, by `Type.vN`; made from the declarations of the commands. */
export const PEOPLE_EVENT_SCHEMAS = eventSchemas({ ...linkDecider.versions, ...erasureDecider.versions }, data);
