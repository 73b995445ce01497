import type { CodesEvent } from './codes-events.js';

/** One good example of each event, in its present version. */
export const CODES_EXAMPLES: { readonly [T in CodesEvent['type']]: Extract<CodesEvent, { type: T }> } = {
  ResultCodeDefined: {
    type: 'ResultCodeDefined',
    data: { definitionId: '4fae0231-8d3f-4da3-8a4f-8d6d3e4dcf44', resultCodeId: 950, name: 'Dog in the yard', contact: false, refused: false, marksBad: 'address' },
  },
  ContactTypeDefined: {
    type: 'ContactTypeDefined',
    data: { definitionId: '50bf1342-9e40-4eb4-9b50-9e7e4f5ed055', contactTypeId: 980, name: 'Postcard', channel: 'mail' },
  },
  InputTypeDefined: {
    type: 'InputTypeDefined',
    data: { definitionId: '61c02453-af51-4fc5-8c61-af8f506fe166', inputTypeId: 990, name: 'Our own app' },
  },
  CampaignZoneSet: {
    type: 'CampaignZoneSet',
    data: { definitionId: '72d13564-b062-40d6-9d72-b09061700277', campaignId: 'columbus-2026', zone: 'America/New_York' },
  },
};
