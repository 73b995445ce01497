import type { Decider } from '@fieldledger/kernel';
import { DEFAULT_CODE_TABLES, type CodeTables } from './code-tables.js';
import type { CodesEvent } from './codes-events.js';

export const codesDecider: Decider<CodeTables, CodesEvent> = {
  kind: 'codes',
  initial: DEFAULT_CODE_TABLES,
  evolve,
  versions: { ResultCodeDefined: 1, ContactTypeDefined: 1, InputTypeDefined: 1, CampaignZoneSet: 1 },
  occurredAt: (_event, meta) => meta.receivedAt,
  asked: (data) => data,
};

/** An organization has one table of codes, named after itself. */
export function codesStreamId(organization: string): string {
  return organization;
}

/** The tables after these definitions. */
export function foldCodes(events: readonly CodesEvent[]): CodeTables {
  return events.reduce(evolve, DEFAULT_CODE_TABLES);
}

/** Total: history is never refused. The last definition of a number holds. */
function evolve(codes: CodeTables, { type, data }: CodesEvent): CodeTables {
  switch (type) {
    case 'ResultCodeDefined':
      return { ...codes, resultCodes: new Map([...codes.resultCodes, [data.resultCodeId, data]]) };
    case 'ContactTypeDefined':
      return { ...codes, contactTypes: new Map([...codes.contactTypes, [data.contactTypeId, data]]) };
    case 'InputTypeDefined':
      return { ...codes, inputTypes: new Map([...codes.inputTypes, [data.inputTypeId, data]]) };
    case 'CampaignZoneSet':
      return { ...codes, campaignZones: new Map([...codes.campaignZones, [data.campaignId, data.zone]]) };
  }
}
