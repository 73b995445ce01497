import { FILING_EXAMPLES } from '@fieldledger/donations';
import { nameUuid } from '@fieldledger/kernel';
import { rowsOf } from '@fieldledger/testing';
import { filings } from './filings.projection.js';

const { FilingReceived: received, FilingCompleted: completed, FilingRowsListed: listed } = FILING_EXAMPLES;

describe('the filings that were imported', () => {
  it('are told as their covers tell them, and by the events that brought them', async () => {
    expect(await rowsOf(filings, [received, listed, completed])).toEqual([
      {
        filingId: received.data.filingId, reportId: received.data.reportId, committee: 'C00999999', form: 'F3', reportCode: 'Q3', coverageFrom: '2026-07-01', coverageThrough: '2026-09-30', amendmentNumber: 1,
        amends: 'FEC-1234567', signedOn: '2026-10-15', formatVersion: '8.5', cover: ['SA11AI=936417', 'SA11AII=439597'], complete: true, parts: 1, rowCount: 1,
        receivedEvent: expect.any(String), receivedPosition: '0000000000000001', completedEvent: expect.any(String), completedPosition: '0000000000000003',
      },
    ]);
  });

  it('are not complete before their last row is listed', async () => {
    expect(await rowsOf(filings, [received, listed])).toMatchObject([{ complete: false, parts: 0, completedEvent: null }]);
  });

  it('stand beside each other, each version for itself', async () => {
    const filingId = nameUuid('another');
    const original = { ...received, data: { ...received.data, filingId, amendmentNumber: 0, amends: undefined, signedOn: undefined, cover: [] } };
    expect(await rowsOf(filings, [received, original, completed])).toMatchObject([
      { filingId: received.data.filingId, complete: true },
      { filingId, amendmentNumber: 0, amends: null, signedOn: null, cover: [], complete: false },
    ]);
  });
});
