import { jsonSchemaOf } from '@fieldledger/http';
import { RecordAttempt, REASON_CODES, ReportDelivery } from './attempt-commands.js';
import { attemptDecider } from './attempt.js';
import { CHANNELS } from './code-tables.js';
import { DefineContactType, DefineInputType, DefineResultCode, SetCampaignZone } from './codes-commands.js';
import { codesDecider } from './codes.js';
import { PlanContact, RequestDoNotContact, WithdrawDoNotContact } from './consent-commands.js';
import { consentDecider } from './consent.js';
import { RollBackAttempts, UndoRollback } from './rollback-commands.js';
import { rollbackDecider } from './rollback.js';

type Schema = Readonly<Record<string, unknown>>;
type Members = Readonly<Record<string, Schema>>;

const text: Schema = { type: 'string' };
const uuid: Schema = { type: 'string', format: 'uuid' };
const position: Schema = { type: 'string', description: 'A place in the log; empty for its beginning.' };
const flags: Schema = { type: 'array', items: { type: 'string', pattern: '^[a-z]+(-[a-z]+)*$' } };

/** An object of exactly these members; those whose name ends in a question mark may be absent. */
function closed(members: Members): Schema {
  const properties = Object.fromEntries(Object.entries(members).map(([name, schema]) => [name.replace('?', ''), schema]));
  return { type: 'object', properties, required: Object.keys(members).filter((name) => !name.endsWith('?')), additionalProperties: false };
}

/** What a command declares, without some of it, and with what we found out besides. */
function from(command: Parameters<typeof jsonSchemaOf>[0], without: readonly string[], added: Members): Schema {
  const { properties, required = [] } = jsonSchemaOf(command) as { properties: Members; required?: readonly string[] };
  const kept = Object.entries(properties).filter(([name]) => !without.includes(name));
  return closed({ ...Object.fromEntries(kept.map(([name, schema]) => [required.includes(name) ? name : `${name}?`, portable(schema)])), ...added });
}

/** Our formats are known to us alone; whoever checks an event elsewhere knows patterns. */
const PATTERNS: Readonly<Record<string, string>> = {
  code: '^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$',
  instant: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$',
  zone: '^[A-Za-z][A-Za-z0-9_+/-]{0,63}$',
};

function portable(schema: Schema): Schema {
  const { format, properties, items, ...rest } = schema as { format?: string; properties?: Members; items?: Schema };
  const pattern = format === undefined ? undefined : PATTERNS[format];
  return {
    ...rest,
    ...(pattern ? { pattern } : format ? { format } : {}),
    ...(properties && { properties: Object.fromEntries(Object.entries(properties).map(([name, of]) => [name, portable(of)])) }),
    ...(items && { items: portable(items) }),
  };
}

const found: Members = {
  meaning: closed({
    contactType: text, channel: { enum: [...CHANNELS, null] }, inputType: text, result: text, contact: { type: 'boolean' }, refused: { type: 'boolean' },
    dayZone: { type: 'string', pattern: PATTERNS.zone },
  }),
  flags,
  'optOut?': closed({ requestId: uuid, channel: { enum: CHANNELS } }),
  'clockAheadSeconds?': { type: 'integer' },
};
const sender = ['device', 'provenance'];
const versions: Readonly<Record<string, number>> = { ...attemptDecider.versions, ...consentDecider.versions, ...codesDecider.versions, ...rollbackDecider.versions };

const data: Members = {
  ContactAttempted: from(RecordAttempt, sender, found),
  ContactAttemptVoided: from(RecordAttempt, sender, { ...found, correctionId: uuid, reasonCode: { enum: REASON_CODES } }),
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
export const CONTACT_EVENT_SCHEMAS: Members = Object.fromEntries(
  Object.entries(data).map(([type, schema]) => {
    const name = `${type}.v${versions[type]}`;
    return [name, { $schema: 'https://json-schema.org/draft/2020-12/schema', $id: `https://fieldledger.org/schemas/${name}.schema.json`, title: name, ...schema }];
  }),
);
