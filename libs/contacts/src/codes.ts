import type { Decider } from '@fieldledger/kernel';
import { DEFAULT_CODE_TABLES, type CodeTables } from './code-tables.js';
import type { CodesEvent } from './codes-events.js';

export const codesDecider: Decider<CodeTables, CodesEvent> = {
  kind: 'codes',
  initial: DEFAULT_CODE_TABLES,
  evolve: (codes, event) => foldCodes([event], codes),
  versions: { ResultCodeDefined: 1, ContactTypeDefined: 1, InputTypeDefined: 1, CampaignZoneSet: 1 },
  occurredAt: (_event, meta) => meta.receivedAt,
  asked: (data) => data,
};

/** An organization has one table of codes, named after itself. */
export function codesStreamId(organization: string): string {
  return organization;
}

/** The tables after these definitions. Every request asks for them, so they are copied once and not with each definition. */
export function foldCodes(events: readonly CodesEvent[], before: CodeTables = DEFAULT_CODE_TABLES): CodeTables {
  if (events.length === 0) return before;
  const tables = { contactTypes: new Map(before.contactTypes), resultCodes: new Map(before.resultCodes), inputTypes: new Map(before.inputTypes), campaignZones: new Map(before.campaignZones) };
  for (const event of events) define(tables, event);
  return tables;
}

/** Total: history is never refused. The last definition of a number holds. No `default`: a new event that is not handled here does not compile. */
function define({ contactTypes, resultCodes, inputTypes, campaignZones }: Defined, { type, data }: CodesEvent): object {
  switch (type) {
    case 'ResultCodeDefined':
      return resultCodes.set(data.resultCodeId, data);
    case 'ContactTypeDefined':
      return contactTypes.set(data.contactTypeId, data);
    case 'InputTypeDefined':
      return inputTypes.set(data.inputTypeId, data);
    case 'CampaignZoneSet':
      return campaignZones.set(data.campaignId, data.zone);
  }
}

type Defined = { readonly [T in keyof CodeTables]: CodeTables[T] extends ReadonlyMap<infer Name, infer Meaning> ? Map<Name, Meaning> : never };
