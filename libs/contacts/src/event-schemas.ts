import { closedSchema as closed, eventSchemas, FLAGS as flags, PATTERNS, schemaFrom as from, SEALED, UUID as uuid, type Members, type Schema } from '@fieldledger/http';
import { RecordAttempt, REASON_CODES, ReportDelivery } from './attempt-commands.js';
import { attemptDecider } from './attempt.js';
import { CHANNELS } from './code-tables.js';
import { DefineContactType, DefineInputType, DefineResultCode, SetCampaignZone } from './codes-commands.js';
import { codesDecider } from './codes.js';
import { PlanContact, RequestDoNotContact, WithdrawDoNotContact } from './consent-commands.js';
import { consentDecider } from './consent.js';
import { RollBackAttempts, UndoRollback } from './rollback-commands.js';
import { rollbackDecider } from './rollback.js';

const text: Schema = { type: 'string' };
const position: Schema = { type: 'string', description: 'A place in the log; empty for its beginning.' };

const found: Members = {
  meaning: closed({
    contactType: text, channel: { enum: [...CHANNELS, null] }, inputType: text, result: text, contact: { type: 'boolean' }, refused: { type: 'boolean' },
    dayZone: { type: 'string', pattern: PATTERNS.zone },
  }),
  flags,
  'optOut?': closed({ requestId: uuid, channel: { enum: CHANNELS } }),
  'clockAheadSeconds?': { type: 'integer' },
};
const apart = ['device', 'provenance', 'note', 'phone'];
const versions: Readonly<Record<string, number>> = { ...attemptDecider.versions, ...consentDecider.versions, ...codesDecider.versions, ...rollbackDecider.versions };

const data: Members = {
  ContactAttempted: from(RecordAttempt, apart, { ...found, 'note?': SEALED, 'phone?': SEALED }),
  ContactAttemptVoided: from(RecordAttempt, apart, { ...found, correctionId: uuid, reasonCode: { enum: REASON_CODES } }),
  ContactDeliveryReported: from(ReportDelivery, [], { flags }),
  DoNotContactRequested: from(RequestDoNotContact, [], {}),
  DoNotContactWithdrawn: from(WithdrawDoNotContact, [], {}),
  ContactPlanned: from(PlanContact, [], {}),
  ResultCodeDefined: from(DefineResultCode, [], {}),
  ContactTypeDefined: from(DefineContactType, [], {}),
  InputTypeDefined: from(DefineInputType, [], {}),
  CampaignZoneSet: from(SetCampaignZone, [], {}),
  RollbackBegun: from(RollBackAttempts, [], { through: position }),
  RollbackUndone: from(UndoRollback, [], { through: position }),
};

/** The JSON Schema (2020-12) of each event's payload, by `Type.vN`; made from the declarations of the commands. */
export const CONTACT_EVENT_SCHEMAS = eventSchemas(versions, data);
