import type { FilingEvent } from './filing-events.js';

const of = { filingId: '9a7ce3a1-97c5-5a0e-8c5c-2b1d8f1f6a01', reportId: '31c1e6f0-0d38-5d0c-a4fb-5d4d52b9c702' };

/** One good example of each event, in its present version. */
export const FILING_EXAMPLES: { readonly [T in FilingEvent['type']]: Extract<FilingEvent, { type: T }> } = {
  FilingReceived: {
    type: 'FilingReceived',
    data: {
      ...of, committeeId: 'C00999999', committeeKind: 'candidate', form: 'F3', formatVersion: '8.5', reportCode: 'Q3', coverageFrom: '2026-07-01', coverageThrough: '2026-09-30', amendmentNumber: 1,
      amends: 'FEC-1234567', signedOn: '2026-10-15', cover: [{ line: 'SA11AI', amountCents: 9_364_17 }, { line: 'SA11AII', amountCents: 4_395_97 }],
    },
  },
  FilingRowsListed: { type: 'FilingRowsListed', data: { ...of, part: 0, contributionIds: ['3f6f1c34-4c0b-4a5e-9f59-0c5b1b7a8e01'] } },
  FilingCompleted: { type: 'FilingCompleted', data: { ...of, parts: 1, rows: 1, amendmentNumber: 1 } },
};
